/** The playground's HTTP interface and its stream of events. */

async function request(method, path, body) {
  const options = { method };
  if (body instanceof FormData) options.body = body;
  else if (body !== undefined) {
    options.headers = { "Content-Type": "application/json" };
    options.body = JSON.stringify(body);
  }
  const response = await fetch(path, options);
  const answer = await response.json();
  if (!answer.ok) throw new Error(answer.description ?? answer.error ?? `HTTP ${response.status}`);
  return answer;
}

const person = (id, rest = "") => `/api/people/${id}${rest}`;

/** Every call returns the server's JSON and throws an Error with its reason when "ok" is false. */
export const api = {
  state: () => request("GET", "/api/state"),
  chat: (id, before) => request("GET", person(id, `/chat?limit=100${before ? `&before=${before}` : ""}`)),
  commands: (id) => request("GET", person(id, "/commands")),
  text: (id, text) => request("POST", person(id, "/text"), { text }),
  press: (id, messageId, data) => request("POST", person(id, "/press"), { message_id: messageId, data }),
  patch: (id, changes) => request("PATCH", person(id), changes),
  block: (id, blocked) => request("POST", person(id, blocked ? "/block" : "/unblock"), {}),
  answer: (people, choice) => request("POST", "/api/crowd/answer", { people, choice }),
  stepDone: (id) => request("POST", `/api/guide/${encodeURIComponent(id)}/done`, {}),
  file: (id, file, caption, kind) => {
    const form = new FormData();
    form.append("caption", caption);
    form.append("as", kind);
    form.append("file", file, file.name);
    return request("POST", person(id, "/file"), form);
  },
};

const RETRY_FIRST = 500;
const RETRY_LAST = 8000;

/**
 * Follows /api/events for ever. The browser resumes by Last-Event-ID by itself; only when it gives
 * up is a new stream opened. `onState(up, again)` tells breaks and returns, so that the caller can
 * read anew what a restarted server no longer remembers.
 */
export function follow(onEvent, onState) {
  let wait = RETRY_FIRST;
  let again = false;
  const open = () => {
    const source = new EventSource("/api/events");
    source.onopen = () => {
      wait = RETRY_FIRST;
      onState(true, again);
      again = true;
    };
    source.onerror = () => {
      onState(false, again);
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(open, wait);
      wait = Math.min(wait * 2, RETRY_LAST);
    };
    source.onmessage = (event) => onEvent(JSON.parse(event.data));
  };
  open();
}
