// What the page does beyond htmx. Without it everything still works, with more clicks.
document.documentElement.classList.add("js");

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

document.addEventListener("click", (event) => {
  const menu = event.target.closest("button.menu");
  if (menu) {
    const open = document.getElementById("pages").classList.toggle("open");
    menu.setAttribute("aria-expanded", String(open));
    return;
  }
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const before = button.textContent;
  navigator.clipboard.writeText(button.dataset.copy).then(() => {
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = before), 1500);
  });
});

// What cannot be undone is asked for once more.
document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.ask ?? event.target.dataset.ask;
  if (question && !window.confirm(question)) event.preventDefault();
});

// A file goes as it is to the interface for programs, with what a form carries.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const file = form.dataset.upload && form.elements.file?.files[0];
  if (!form.dataset.upload) return;
  event.preventDefault();
  if (!file) return;
  const failed = (text) => {
    const alert = form.querySelector("[role=alert]");
    alert.textContent = text;
    alert.hidden = false;
  };
  fetch(form.dataset.upload, {
    method: "POST",
    body: file,
    headers: { "Content-Type": "application/wasm", "X-CSRF-Token": document.body.dataset.csrf },
  })
    .then((answer) => answer.json().then((told) => (answer.ok ? window.location.assign(form.dataset.then + told.id) : failed(told.detail))))
    .catch(() => failed("The manager does not answer."));
});

// Requests by htmx carry what a form carries.
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.body.dataset.csrf;
  if (token) event.detail.headers["X-CSRF-Token"] = token;
});

// What the page shows is old while the manager does not answer: it says so.
const silent = (yes) => document.body.classList.toggle("silent", yes);
document.addEventListener("htmx:sendError", () => silent(true));
document.addEventListener("htmx:afterRequest", (event) => event.detail.successful && silent(false));

// The numbers beside a long text follow its lines.
document.addEventListener("input", (event) => {
  const numbers = event.target.parentElement?.querySelector(".numbers");
  if (!numbers) return;
  const lines = event.target.value.split("\n").length;
  numbers.textContent = Array.from({ length: lines }, (_, i) => i + 1).join("\n") + "\n";
});
document.addEventListener(
  "scroll",
  (event) => {
    const numbers = event.target.parentElement?.querySelector?.(".numbers");
    if (numbers && numbers !== event.target) numbers.scrollTop = event.target.scrollTop;
  },
  true,
);

// What refreshes itself does not while somebody reads what is folded out in it, or selects from it.
document.addEventListener("htmx:beforeRequest", (event) => {
  const part = event.detail.elt;
  const selected = window.getSelection();
  const selects = selected && !selected.isCollapsed && part.contains(selected.anchorNode);
  if (part.querySelector?.("details[open]") || selects || part.contains(document.activeElement) && part !== document.activeElement && document.activeElement.matches("a, button, summary")) {
    event.preventDefault();
  }
});
