// What the page does beyond htmx: copying a key.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const before = button.textContent;
  navigator.clipboard.writeText(button.dataset.copy).then(() => {
    button.textContent = "Copied";
    setTimeout(() => (button.textContent = before), 1500);
  });
});

// Signed out meanwhile: the whole page goes to the sign-in, not a part of it.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (!event.detail.serverResponse.includes('id="live"')) {
    event.detail.shouldSwap = false;
    window.location.reload();
  }
});

// What the page shows is old while the gateway does not answer: it says so.
const silent = (yes) => document.body.classList.toggle("silent", yes);
document.addEventListener("htmx:sendError", () => silent(true));
document.addEventListener("htmx:afterRequest", (event) => event.detail.successful && silent(false));
