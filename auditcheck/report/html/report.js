// Filters, counts, printing. The page is whole without it: then everything is listed and nothing can be hidden.
(() => {
  'use strict';
  const form = document.querySelector('[data-filters]');
  const rows = [...document.querySelectorAll('.f')];
  const FACETS = ['class', 'state', 'severity', 'group', 'baseline'];
  const texts = new Map();
  const textOf = (row) => {
    if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
    return texts.get(row);
  };
  const facts = rows.map((row) => ({ row, ...row.dataset }));
  const shown = () => rows.filter((row) => !row.hidden);

  function chosen() {
    const wanted = {};
    for (const name of FACETS) {
      const values = [...form.querySelectorAll(`input[name="${name}"]:checked`)].map((box) => box.value);
      if (values.length) wanted[name] = new Set(values);
    }
    const unit = form.elements.unit ? form.elements.unit.value : '';
    if (unit !== '') wanted.unit = new Set([unit]);
    return { wanted, words: form.elements.text.value.toLowerCase().split(/\s+/).filter(Boolean) };
  }

  function apply() {
    const { wanted, words } = chosen();
    const counts = Object.fromEntries(FACETS.map((name) => [name, new Map()]));
    const bySection = new Map();
    let visible = 0;
    for (const fact of facts) {
      const failed = Object.keys(wanted).filter((name) => !wanted[name].has(fact[name]));
      // A row counts beside a choice of another kind, as long as nothing else speaks against it.
      let fits = failed.length < 2;
      if (fits && words.length) fits = words.every((word) => textOf(fact.row).includes(word));
      if (fits) {
        for (const name of FACETS) {
          if (failed.length === 0 || failed[0] === name) {
            counts[name].set(fact[name], (counts[name].get(fact[name]) || 0) + 1);
          }
        }
      }
      const hide = !(fits && failed.length === 0);
      if (fact.row.hidden !== hide) fact.row.hidden = hide;
      if (!hide) {
        visible += 1;
        bySection.set(fact.class, (bySection.get(fact.class) || 0) + 1);
      }
    }
    for (const box of form.querySelectorAll('.chip input')) {
      const count = counts[box.name].get(box.value) || 0;
      box.parentElement.querySelector('[data-count]').textContent = count;
      box.parentElement.classList.toggle('empty', count === 0);
    }
    for (const section of document.querySelectorAll('section[data-class]')) {
      const count = bySection.get(section.dataset.class) || 0;
      section.querySelector('[data-section-count]').textContent = `${count}条`;
      section.hidden = count === 0;
    }
    const all = visible === rows.length;
    form.querySelector('[data-shown]').textContent = all ? `共${rows.length}条` : `列出${visible}条，共${rows.length}条${told()}`;
    document.querySelector('[data-none]').hidden = visible > 0;
  }

  // What the list was narrowed by, for the printed page.
  function told() {
    const names = [...form.querySelectorAll('.chip input:checked')].map((box) => {
      const text = box.parentElement.querySelector('span').firstChild.textContent.trim();
      return text;
    });
    const unit = form.elements.unit;
    if (unit && unit.value !== '') names.push(unit.selectedOptions[0].textContent);
    if (form.elements.text.value.trim()) names.push(`“${form.elements.text.value.trim()}”`);
    return names.length ? `（条件：${names.join('、')}）` : '';
  }

  function show(hash) {
    let id = '';
    try { id = decodeURIComponent(hash.slice(1)); } catch { return; }
    const target = id && document.getElementById(id);
    if (!target || target.tagName !== 'DETAILS') return;
    if (target.hidden) { form.reset(); apply(); }
    target.open = true;
    target.scrollIntoView({ block: 'start' });
  }

  let opened = [];
  window.addEventListener('beforeprint', () => {
    opened = [...document.querySelectorAll('.f:not([open]):not([hidden])')];
    for (const each of opened) each.open = true;
  });
  window.addEventListener('afterprint', () => { for (const each of opened) each.open = false; opened = []; });
  document.querySelector('[data-print]').addEventListener('click', () => window.print());
  window.addEventListener('hashchange', () => show(location.hash));
  if (!form) return;

  let waiting = 0;
  form.addEventListener('input', (event) => {
    clearTimeout(waiting);
    if (event.target.name === 'text') waiting = setTimeout(apply, 150);
    else apply();
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => setTimeout(apply));
  form.querySelector('[data-open]').addEventListener('click', () => { for (const row of shown()) row.open = true; });
  form.querySelector('[data-close]').addEventListener('click', () => { for (const row of rows) row.open = false; });
  document.addEventListener('keydown', (event) => {
    if (event.key === '/' && !/^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) {
      event.preventDefault();
      form.elements.text.focus();
    }
  });
  for (const tile of document.querySelectorAll('.tile[href^="#filter="]')) {
    tile.addEventListener('click', (event) => {
      event.preventDefault();
      form.reset();
      for (const pair of tile.getAttribute('href').slice(8).split('&')) {
        const [name, value] = pair.split('=');
        for (const box of form.querySelectorAll(`input[name="${name}"]`)) if (value.split(',').includes(box.value)) box.checked = true;
      }
      apply();
      document.getElementById('findings').scrollIntoView();
    });
  }
  apply();
  show(location.hash);
})();
