// Opens the page for writing where there is no network. It keeps the files of the page, and of each page for writing a
// shell in which nothing stands that anyone wrote. It touches nothing else: not what is sent, no stream, no other page.
const CACHE = "write-{{ version }}";
const FILES = [{% for file in files %}"{{ file }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const PAGE = /^\/s\/[-\w]+\/write\/$/;
const PATIENCE = 4000; // a network that is there answers sooner; the page does not wait longer for one that is not

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)));
});

addEventListener("activate", (event) => event.waitUntil(begin()));

async function begin() {
  for (const name of await caches.keys()) {
    if (name.startsWith("write-") && name !== CACHE) await caches.delete(name);
  }
  await clients.claim();
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && PAGE.test(pathname)) event.respondWith(open(request, pathname, event));
  else if (FILES.includes(pathname)) event.respondWith(file(request));
});

// A page asks to be kept: the first time it came without this script, and it looks otherwise in the next round.
addEventListener("message", (event) => {
  const pathname = event.data?.keep;
  if (PAGE.test(pathname)) event.waitUntil(fetch(pathname).then((answer) => keep(answer, pathname)).catch(() => {}));
});

async function open(request, pathname, event) {
  const shell = await (await caches.open(CACHE)).match(pathname);
  try {
    const answer = await fetch(request, shell && { signal: AbortSignal.timeout(PATIENCE) });
    if (answer.status >= 500 && shell) return shell;
    event.waitUntil(keep(answer.clone(), pathname));
    return answer;
  } catch (error) {
    if (shell) return shell;
    throw error;
  }
}

async function keep(answer, pathname) {
  const ours = answer.ok && !answer.redirected && answer.headers.get("content-type")?.startsWith("text/html");
  if (!ours) return;
  const html = await answer.text();
  if (!html.includes('id="now"')) return;
  const silent = html
    .replace(/<!--said-->[\s\S]*?<!--\/said-->/g, "")
    .replace(/(<textarea[^>]*>)[\s\S]*?(<\/textarea>)/g, "$1$2")
    .replace('id="now"', 'id="now" data-shell');
  await (await caches.open(CACHE)).put(pathname, new Response(silent, { headers: answer.headers }));
}

// While developing, files change under the same name.
async function file(request) {
  const kept = await (await caches.open(CACHE)).match(request, { ignoreSearch: true });
  {% if debug %}return fetch(request).catch(() => kept ?? Response.error());{% else %}return kept ?? fetch(request);{% endif %}
}
