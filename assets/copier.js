/* « Copier »: the field that the button names. Without this, the address can be selected. */
for (const button of document.querySelectorAll("[data-copie]")) {
  const field = document.getElementById(button.dataset.copie);
  const said = document.querySelector("[data-copie-dite]");
  button.disabled = false;
  button.onclick = async () => {
    field.focus();
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy");
    }
    said.textContent = "Adresse copiée";
  };
}
