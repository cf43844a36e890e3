{# Opens the scribe's page without network. It caches the files of the page and, for each seminar, a shell: the page #}
{# without any text that someone wrote. All other requests (saved notes, the live stream, other pages) pass untouched. #}
const CACHE = "write-{{ version }}";
const FILES = [{% for file in files %}"{{ file }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const WRITE_PAGE = new RegExp("^{% url 'write' 'SLUG' %}$".replace("SLUG", "[-\\w]+"));
const TIMEOUT = 4000; {# milliseconds; a working network answers sooner, and the page opens from its shell after that #}

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(caches.open(CACHE).then((cache) => Promise.all(FILES.map((file) => saveFile(cache, file)))));
});

{# The browser may have cached half of a file, which must not be kept for good. #}
async function saveFile(cache, file) {
  let response = await fetch(file);
  if (!(await isWhole(response))) response = await fetch(file, { cache: "reload" });
  if (!(await isWhole(response))) throw new Error(`${file} did not arrive`);
  await cache.put(file, response);
}

const isWhole = async (response) => response.ok && (!/\/bundles\//.test(response.url) || (await response.clone().text()).includes("{{ end }}"));

addEventListener("activate", (event) => event.waitUntil(activate()));

async function activate() {
  for (const name of await caches.keys()) {
    if (name.startsWith("write-") && name !== CACHE) await caches.delete(name);
  }
  await clients.claim();
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate" && WRITE_PAGE.test(pathname)) event.respondWith(openPage(request, pathname, event));
  else if (FILES.includes(pathname)) event.respondWith(openFile(request));
});

{# A page asks for its shell to be saved: on the first visit, when this worker did not serve it, and for each new round. #}
addEventListener("message", (event) => {
  const pathname = event.data?.keep;
  if (WRITE_PAGE.test(pathname)) event.waitUntil(fetch(pathname).then((response) => saveShell(response, pathname)).catch(() => {}));
});

async function openPage(request, pathname, event) {
  const shell = await (await caches.open(CACHE)).match(pathname);
  try {
    const response = await (shell ? fetchWhole(request) : fetch(request));
    if (response.status >= 500 && shell) return shell;
    event.waitUntil(saveShell(response.clone(), pathname));
    return response;
  } catch (error) {
    if (shell) return shell;
    throw error;
  }
}

{# Rejects where the whole page does not arrive in time. AbortSignal.timeout is missing in Safari 15. #}
async function fetchWhole(request) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), TIMEOUT);
  try {
    const response = await fetch(request, { signal: controller.signal });
    await response.clone().arrayBuffer();
    return response;
  } finally {
    clearTimeout(timer);
  }
}

async function saveShell(response, pathname) {
  const isHtml = response.ok && !response.redirected && response.headers.get("content-type")?.startsWith("text/html");
  if (!isHtml) return;
  const html = await response.text();
  if (!html.includes('id="now"')) return;
  const shell = html
    .replace(/<!--said-->[\s\S]*?<!--\/said-->/g, "")
    .replace(/(<textarea[^>]*>)[\s\S]*?(<\/textarea>)/g, "$1$2")
    .replace('id="now"', 'id="now" data-shell');
  const headers = new Headers(response.headers);
  headers.delete("content-encoding"); // it is no longer compressed
  headers.delete("content-length");
  await (await caches.open(CACHE)).put(pathname, new Response(shell, { headers }));
}

{# In development a file changes without changing its name, so the network comes first. #}
async function openFile(request) {
  const cached = await (await caches.open(CACHE)).match(request, { ignoreSearch: true });
  {% if debug %}return fetch(request).catch(() => cached ?? Response.error());{% else %}return cached ?? fetch(request);{% endif %}
}
