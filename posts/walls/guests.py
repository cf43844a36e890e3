"""Names that identify nobody: Padlet's animal aliases for guests ("Groovy Deer") and its words for anonymous."""

NOBODY = {
    "anonymous",
    "anonym",
    "anonyme",
    "anónimo",
    "anonimo",
    "anoniem",
    "익명",
    "匿名",
    "削除済みユーザー",
    "guest",
    "gjest",
}
NAMES = """
aardvark albatross alligator alpaca ant anteater antelope ape armadillo baboon badger barracuda bat bear beaver
bee beetle bird bison boar bobcat buffalo bull bunny butterfly buzzard camel capybara caribou cat caterpillar
cattle cheetah chicken chimpanzee chinchilla chipmunk clam cobra cod condor coral cougar cow coyote crab crane
cricket crocodile crow curlew deer dingo dinosaur dog dogfish dolphin donkey dormouse dove dragon dragonfly duck
dugong eagle eel eland elephant elk emu falcon ferret finch fish flamingo fly fox frog gazelle gecko gerbil
gibbon giraffe gnat gnu goat goldfinch goose gorilla grasshopper grouse gull hamster hare hawk hedgehog heron
herring hippo hippopotamus hornet horse hummingbird hyena ibex ibis iguana impala jackal jaguar jay jellyfish
kangaroo kingfisher kitten kiwi koala kudu ladybug lark lemming lemur leopard lion lizard llama lobster lynx
macaw mackerel magpie mammoth manatee mandrill marmot meerkat mink mole mongoose monkey moose moth mouse mule
narwhal newt nightingale ocelot octopus okapi opossum orangutan orca oryx ostrich otter owl ox oyster panda
panther parrot partridge peacock pelican penguin pheasant pig pigeon platypus pony porcupine porpoise possum
puffin puma pup puppy quail rabbit raccoon ram rat raven reindeer rhino rhinoceros rook salamander salmon
sardine scorpion seahorse seal shark sheep shrew shrimp skunk sloth snail snake sparrow spider squid squirrel
starfish starling stingray stork swallow swan tapir tarsier termite tiger toad tortoise toucan trout turkey
turtle unicorn viper vulture wallaby walrus warthog wasp weasel whale wolf wolverine wombat woodpecker worm wren
yak zebra
"""
ANIMALS = frozenset(NAMES.split())


def is_guest(label: str) -> bool:
    words = label.casefold().split()
    return label.strip().casefold() in NOBODY or (len(words) == 2 and words[1] in ANIMALS and words[0].isalpha())
