/** The few things a form cannot do by itself: empty after sending, number keys, focus on what was asked for. */
document.addEventListener('htmx:after:request', (event) => {
  const form = event.target.closest?.('form.composer');
  if (!form) return;
  form.querySelector('input[name=text]').value = '';
  const file = form.querySelector('input[type=file]');
  file.value = '';
  markFile(file);
});

/** Shows that a file is chosen, by colour and by its name. */
function markFile(input) {
  const [file] = input.files;
  const label = input.closest('.attach');
  label.classList.toggle('filled', file !== undefined);
  label.title = file ? `将发送:${file.name}` : '发图片、语音或文件';
}
document.addEventListener('change', (event) => {
  if (event.target.matches('.attach input')) markFile(event.target);
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
