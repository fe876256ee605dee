// What a page asks by itself, while nobody may sit before it, does not keep anybody signed in.
export const UNATTENDED = { "X-Unattended": "1" };

// htmx asks without an event where time alone has passed, and `again` where an answer was lost.
export function markUnattended(root) {
  root.addEventListener("htmx:configRequest", ({ detail }) => {
    const by = detail.triggeringEvent;
    if (!by || by.type === "again") Object.assign(detail.headers, UNATTENDED);
  });
}
