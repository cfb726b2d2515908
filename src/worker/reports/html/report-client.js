// Finds a listener among the lists that are stored in <template> elements. Nothing is made from text: lists are cloned, words are set as text.
const find = document.getElementById('find');
if (find) {
  const input = find.querySelector('input');
  const [previous, next] = find.querySelectorAll('.row button');
  const status = find.querySelector('.status');
  const hits = find.querySelector('.hits');
  const found = document.getElementById('found');
  const HITS = 12;

  const listeners = [...document.querySelectorAll('[data-listener]')].map(node => ({
    id: node.dataset.listener,
    name: node.dataset.name,
    sought: `${node.dataset.name} ${node.dataset.listener}`.toLowerCase(),
    copy: () => (node instanceof HTMLTemplateElement ? node.content : node).cloneNode(true),
  }));
  let shown = -1;

  const show = index => {
    shown = index;
    found.replaceChildren(listeners[index].copy());
    hits.replaceChildren();
    status.textContent = `${(index + 1).toLocaleString('en-GB')} of ${listeners.length.toLocaleString('en-GB')}`;
    previous.disabled = index === 0;
    next.disabled = index === listeners.length - 1;
  };

  const search = () => {
    const words = input.value.trim().toLowerCase();
    if (words === '') return hits.replaceChildren();
    const exact = listeners.findIndex(listener => listener.id.toLowerCase() === words);
    const matching = listeners.flatMap((listener, index) =>
      index !== exact && listener.sought.includes(words) ? [index] : [],
    );
    if (exact >= 0) matching.unshift(exact);
    status.textContent =
      matching.length === 0 ? 'No listener has that name or id.' : `${matching.length.toLocaleString('en-GB')} found`;
    hits.replaceChildren(
      ...matching.slice(0, HITS).map(index => {
        const item = document.createElement('li');
        const button = document.createElement('button');
        button.type = 'button';
        button.textContent = `${listeners[index].name} (${listeners[index].id})`;
        button.addEventListener('click', () => show(index));
        item.append(button);
        return item;
      }),
    );
  };

  input.addEventListener('input', search);
  input.addEventListener('keydown', event => {
    if (event.key === 'Enter') hits.querySelector('button')?.click();
  });
  previous.addEventListener('click', () => show(Math.max(0, shown - 1)));
  next.addEventListener('click', () => show(Math.min(listeners.length - 1, shown + 1)));
  previous.disabled = true;
  status.textContent = `${listeners.length.toLocaleString('en-GB')} listeners`;
  find.hidden = false;
}

// The browser's own print dialog makes the PDF. Without scripts the button stays hidden.
const print = document.getElementById('print');
if (print) {
  print.hidden = false;
  print.addEventListener('click', () => window.print());
}
