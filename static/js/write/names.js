// Names as they are written in Norway, for personal.js. posts/text/personal.py reads them from this file too: each list
// is an array of texts, and nothing else is in quotation marks.

// First names that are no other words.
export const FIRST_NAMES = [
  "Aage Aase Abdi Abdul Abdullah Ada Adam Adele Adrian Agnes Agnete Ahmad Ahmed Aina Aisha Aksel Albert Alexander",
  "Alexandra Alfred Ali Alice Alma Alva Alvilde Amalie Amanda Amina Amir Amna Anders Andrea Andreas Andrzej Ane Anette",
  "Angelica Anita Anja Ann Anna Anne Annelise Anniken Ante Anton Arild Arne Arnfinn Arnt Arthur Arve Arvid Asbjørn Asgeir",
  "Aslak Asle Asta Astri Astrid Atle Aud Audhild Audun August Aurora Ayaan Ayan Ayla Ayse Aziza Balder Barbara Barbro",
  "Beate Benedicte Benedikte Benjamin Bente Berit Bernt Bertil Birger Birgit Birgitte Birthe Bjarne Bjarte Bjørg Bjørnar",
  "Bodil Brage Brita Britt Bård Børge Børre Camilla Carina Carl Carmen Caroline Casper Catharina Cathrine Cato Cecilie",
  "Celine Charlotte Christer Christian Christina Christine Christoffer Christopher Claes Claus Cornelia Daniel Daniela",
  "David Denis Didrik Dina Ditlev Dorthe Dyveke Ebba Edel Edgar Edit Edith Edny Edvard Edvin Egil Egon Eilert Eilif Einar",
  "Eirik Eirin Eivind Elena Elin Eline Elisa Elisabeth Elise Ella Elle Ellen Elling Ellinor Ellisiv Elsa Else",
  "Emil Emilie Emily Emma Emmanuel Endre Erik Erika Erlend Erling Ernst Espen Ester Esther Eva Evelyn Eyvind Fadumo Farah",
  "Fatima Fatma Fatuma Felix Filip Fillip Flemming Fredrik Fredrikke Frida Fridtjof Frode Gabriel Gabriella Geir Georg",
  "George Gerd Gerda Gerhard Gina Gisle Gjermund Gjert Gjertrud Grethe Gry Gudrun Gunhild Gunn Gunnar Gunnhild Gunnvor",
  "Gunvor Gustav Guttorm Gøran Haldis Halvard Halvor Hamza Hanna Hannah Hanne Harald Harry Hassan Hauk Hedda Hedvig Hege",
  "Heidi Helena Helene Helga Helge Helle Henning Henriette Henrik Henry Herborg Herman Hermann Hermine Hilda Hilde",
  "Hildegunn Hilmar Hussein Håkon Håvard Ibrahim Ida Idar Idunn Ihsan Inga Ingebjørg Ingeborg Ingebrigt Ingelin Inger",
  "Ingfrid Ingrid Ingunn Ingvar Ingvild Ingvill Iren Irene Iris Isabel Isabella Isak Ismail Isra Ivan Ivar Iver Jacob",
  "Jakob Jan Janne Jannicke Jannike Janusz Jarl Jarle Jasmin Jeanette Jenny Jens Jeppe Jesper Joachim Joakim Jofrid Johan",
  "Johanna Johanne Johannes John Johnny Jomar Jon Jonas Jonathan Jorunn Josef Josefine Joseph Jostein Julia Julian Julie",
  "Justyna Jørgen Jørn Jørund Kaia Kaja Kamil Kamila Karen Kari Karianne Karin Karina Karl Karla Karoline Karsten Kasper",
  "Katarina Katarzyna Kathrine Katrine Kenneth Kenny Ketil Kevin Khadija Kim Kine Kirsten Kirsti Kjartan Kjell Kjellaug",
  "Kjersti Kjerstin Kjetil Klara Klaus Knut Konrad Kristen Krister Kristian Kristin Kristina Kristine Kristoffer",
  "Krzysztof Kyrre Kåre Laila Lars Lasse Laura Lea Leah Leif Leila Lena Lene Leo Leon Lillian Lina Linda Linde Line Linn",
  "Linnea Lisa Lisbet Lisbeth Lise Liselotte Lone Lotte Louise Lovise Lucas Ludvig Lukas Luna Lydia Lykke Maciej",
  "Madeleine Mads Magda Magdalena Magne Magnhild Magnus Mahmoud Maia Maja Malene Malin Marcus Maren Margareta Margareth",
  "Margit Margot Margrete Margrethe Mari Maria Marian Marianne Marie Marielle Marit Marita Marius Markus Marte Martha",
  "Marthe Martin Martine Martinus Mary Maryam Mathea Mathias Mathilde Matilde Mats Matteo Mattias Maud Maya Medine Mehmet",
  "Mette Mia Michael Michal Michelle Mie Mikael Mikal Mikkel Milan Milla Mille Mina Minda Mira Miriam Mohamed Mohammad",
  "Mohammed Mona Monica Monika Morten Muhammad Mustafa Máret Márjá Målfred Målfrid Nada Nadia Nadja Natalia Natalie",
  "Nathalie Nicholas Nicolai Nicolas Niels Niklas Nikola Nikolai Nils Nina Njål Noah Noor Nora Norunn Noura Oda Oddbjørg",
  "Oddbjørn Oddny Oddrun Oddvar Oddveig Odin Ola Olaf Olai Olaug Olav Olava Ole Olea Oleksandr Olga Oline Oliver Olivia",
  "Olivier Omar Oscar Oskar Osman Ottar Otto Patrick Patrik Patryk Paul Paula Paulina Pawel Peder Pelle Pernille Peter",
  "Petra Petter Philip Pia Piotr Preben Pål Ragna Ragnar Ragne Ragnhild Ragnvald Rahel Rahma Ramona Randi Ranveig Rasmus",
  "Rebecca Rebekka Regine Reidar Reidun Renate Richard Rigmor Rikke Risten Rita Roald Robert Robin Roger Rolf Ronny Rosa",
  "Roy Ruben Runa Runar Rut Ruth Sahra Salma Samira Samuel Sander Sandra Sara Sarah Sebastian Selma Serine Severin Sidsel",
  "Sigbjørn Sigfrid Sigmund Signe Signy Sigrid Sigrun Sigurd Sigve Silja Silje Simen Simon Sindre Siri Sissel Sivert Siw",
  "Snorre Sofia Sofie Sofija Solfrid Solveig Sondre Sonia Sonja Sophie Stanislaw Stefan Steffen Steinar Stella Sten",
  "Stephan Stian Stig Stine Sturla Sturle Sunniva Susann Susanna Susanne Svanhild Svein Sveinung Sven Svend Svenn Sverre",
  "Svetlana Sylvi Sylvia Synne Synnøve Søren Tage Tanja Tarald Tarjei Tatiana Tellef Terese Terje Tetiana Thea Theo",
  "Theodor Therese Thomas Thor Thorbjørn Thorleif Thorstein Thorvald Thyra Tilde Tilla Tina Tiril Tobias Tomas Tomasz",
  "Tommy Tonje Tony Tora Torbjørg Torbjørn Tord Tore Torfinn Torgeir Torhild Toril Torild Torill Torkel Torleif Torolf",
  "Torstein Torunn Torvald Tove Trine Trond Trude Truls Trygve Turid Tuva Tyra Ulf Ulla Ulrik Ulrikke Una Unni Ursula",
  "Vebjørn Vegar Vegard Vera Veronica Veronika Vibeke Victor Victoria Vidar Vigdis Viggo Viktor Viktoria Vilde Vilhelm",
  "Viljar Villads Ville Vilma Vivi Vivian Viviann Wenche Wiktor Wilhelm William Wilma Wojciech Yasin Yasmin Ylva Yngvar",
  "Yngve Yousef Yusuf Yvonne Zahra Zainab Zofia Zuzanna Ánne Ánte Ådne Åge Ågot Åse Åshild Åslaug Åsmund Åsne Åsta Åste",
  "Åsulf Øivind Ørjan Østen Øystein Øyunn Øyvind Áile Áilo Áilu Áslat Biret Heaika Issát Jovnna Jovsset Láilá Lásse",
  "Máhtte Máreha Máridjá Mihkkal Niillas Ravdna Sárá Ánná",
];

// First names that are other words too, or begin a sentence: they need a family name that is one for certain.
export const FIRST_NAMES_AND_WORDS = [
  "Alf April Are Art Ask Bill Birk Bjørn Bo Dag Dagny Eik Eir Elg Eli Embla Even Faith Falk Finn Frank Frøya Grace Grete",
  "Gro Hans Hope Håvar Iman Inge Iselin Jo Joy June Kai Leander Lill Liv Loke Mai Mark May Mons My Nor Odd Oddleiv Per",
  "Roar Rose Rune Siv Sol Solvor Stein Storm Svea Tale Tiger Tom Tone Tor Ulv Vetle Vilja Vår Wenke Will",
];

export const FAMILY_NAMES = [
  "Aas Aasen Aasheim Aasland Abrahamsen Ahmed Ali Amundsen Andersen Andersson Andreassen Andresen Antonsen Arnesen",
  "Arntzen Aune Axelsen Bakke Bakken Berg Berge Bergersen Berglund Berntsen Birkeland Bjerke Bjørge Brekke Bråten Bø Bøe",
  "Børresen Carlsen Christensen Christiansen Christoffersen Dahl Dahle Danielsen Edvardsen Eide Eikeland Eliassen",
  "Ellingsen Eng Engen Enger Eriksen Evensen Foss Fossum Fredriksen Gabrielsen Gjerde Grande Gulbrandsen Gundersen",
  "Gustavsen Haga Hagen Halvorsen Hammer Hansen Hanssen Hassan Haug Hauge Haugen Haugland Hegge Helgesen Helland",
  "Henriksen Hermansen Hjelle Hoel Hoff Holm Holmen Hovland Hussain Hussein Håkonsen Ibrahim Isaksen Iversen Jacobsen",
  "Jakobsen Jansen Jensen Jenssen Johannesen Johannessen Johansen Johansson Johnsen Jonassen Jørgensen Karlsen Khan",
  "Klausen Knudsen Knutsen Kowalski Kristensen Kristiansen Kristoffersen Krogh Kvam Kvåle Larsen Larssen Lie Lien",
  "Lorentsen Lorentzen Ludvigsen Lund Lunde Løken Madsen Magnussen Martinsen Mathisen Mikkelsen Moe Moen Mohamed Monsen",
  "Mortensen Myhre Myklebust Myrvold Mæland Møller Nergaard Ness Nguyen Nielsen Nilsen Nilssen Nordby Nordli Nordmann",
  "Nyborg Nygaard Næss Olafsen Olaussen Olsen Omdal Opsahl Oskal Paulsen Pedersen Petersen Pettersen Rasmussen Riise",
  "Rognli Rolfsen Rustad Ruud Rønning Samuelsen Sande Sandnes Sara Simonsen Singh Sivertsen Skaar Skoglund Sletten",
  "Solheim Solli Steen Stene Strøm Sundby Sunde Svendsen Syversen Sæther Sætre Sørensen Sørlie Tangen Teigen Thomassen",
  "Thoresen Thorkildsen Thorsen Tollefsen Torgersen Tran Tveit Tveiten Tønnessen Ulvestad Vang Vatne Vestby Vik Vold Wang",
  "Wilhelmsen Wold Ødegård Østby",
];

// How other family names end.
export const ENDINGS = [
  "bakk bakken berg dahl dal eng fjell fjord gaard gård hagen haug haugen heim holm ic land lien lund mann mark moen nes",
  "ovic ović rud rød sdatter sdotter sdottir set seth ska ski skog son sson stad strand strøm sund søn torp tveit vang",
  "vik vold voll ås",
];

// After a name they make it one of a place or an institution.
export const PLACES = [
  "allé barnehage barneskole fond foundation gata gate gaten gt hall hospital house hus huset kirke kulturskole legat",
  "minne museet museum park plass pris prisen prize road scene school senter senteret skole skolen skule skulen stiftelse",
  "street sykehus teater torg ungdomsskole universitet university veg vegen vei veien vgs vidaregåande videregående",
];

// Capital words that are no names of people.
export const NOT_FAMILY_NAMES = [
  "Akershus And Arbeiderpartiet Asia At Bergen Danmark Er Europa Excel Facebook Finnmark For Fra Google Har Has Hordaland",
  "Høyre In Innlandet Instagram Is Kommune Kristiansand Med Norden Nordland Noreg Norge Of Og Oslo Padlet PowerPoint På",
  "Rogaland Snapchat Sogn Som Stavanger Sverige Teams Telemark The TikTok Til Troms Trondheim Trøndelag Vestfold Vestland",
  "Viken Word Zoom Østfold",
];
