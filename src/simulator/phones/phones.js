/** The few things a form cannot do by itself: empty after sending, number keys, focus on what was asked for. */
document.addEventListener('htmx:after:request', (event) => {
  const form = event.target.closest?.('form.composer');
  if (form) form.querySelector('input[name=text]').value = '';
});

document.addEventListener('htmx:after:swap', () => {
  const why = document.querySelector('#why');
  if (why.querySelector('h2') && why.dataset.seen !== why.textContent) {
    why.dataset.seen = why.textContent;
    why.focus();
  }
});

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest('input, select, textarea')) return;
  document.querySelector(`.samples [data-key="${CSS.escape(event.key)}"]`)?.click();
});
