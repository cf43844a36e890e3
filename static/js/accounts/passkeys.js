// Asks the browser for a passkey when a form with data-passkey is sent, and sends the answer with the form.
// "create" makes a new passkey, "get" uses one. The server's options are JSON in data-options.

function decode(text) {
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (character) => character.charCodeAt(0));
}

function encode(buffer) {
  const text = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return text.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function decodeIds(credentials = []) {
  return credentials.map((credential) => ({ ...credential, id: decode(credential.id) }));
}

// Newer browsers read and write this form of JSON themselves; Safari before 18.4 does not.
function fromJSON({ publicKey }) {
  const options = { ...publicKey, challenge: decode(publicKey.challenge) };
  if (options.user) options.user = { ...options.user, id: decode(options.user.id) };
  if (options.excludeCredentials) options.excludeCredentials = decodeIds(options.excludeCredentials);
  if (options.allowCredentials) options.allowCredentials = decodeIds(options.allowCredentials);
  return { publicKey: options };
}

function toJSON(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = encode(credential.response[name]);
  }
  const { id, type } = credential;
  const clientExtensionResults = credential.getClientExtensionResults();
  return { id, rawId: encode(credential.rawId), type, response, clientExtensionResults };
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) {
    form.querySelector("[data-unsupported]").hidden = false;
    form.querySelector("button").disabled = true;
    continue;
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const failed = form.querySelector("[data-failed]");
    failed.hidden = true;
    try {
      const options = fromJSON(JSON.parse(form.dataset.options));
      const credential = await navigator.credentials[form.dataset.passkey](options);
      form.elements.credential.value = JSON.stringify(toJSON(credential));
      form.submit();
    } catch {
      failed.hidden = false; // the person or the device said no
    }
  });
}
