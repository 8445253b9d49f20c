"""What tests ask of a page in the browser, as scripts."""

RUN_AXE = """axe.run(document, {resultTypes: ['violations']}).then(result => result.violations.map(
    violation => violation.id + ': ' + violation.nodes.map(node => node.html).join(' | ')))"""
TOO_SMALL = """[...document.querySelectorAll('a, summary')].filter(link => {
    const box = link.getBoundingClientRect();
    const running = getComputedStyle(link).display === 'inline';
    return box.width > 0 && !running && !link.matches('.skip') && Math.min(box.width, box.height) < 44;
}).map(link => link.outerHTML)"""
SMALL_TEXT = """[...document.querySelectorAll('svg')].filter(svg => svg.getBoundingClientRect().width).flatMap(svg =>
    [...svg.querySelectorAll('text')].map(text => [text.textContent,
        parseFloat(getComputedStyle(text).fontSize) * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width]))
    .concat([...document.querySelectorAll('body *')].filter(element => element.checkVisibility()
        && !element.closest('svg') && [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
        .map(element => [element.textContent, parseFloat(getComputedStyle(element).fontSize)]))
    .filter(([, size]) => size < 12)"""
WIDER = """[...document.querySelectorAll('body *')].filter(element =>
    element.getBoundingClientRect().right > innerWidth + 1
    && !element.closest('.skip, .vh, svg')).map(element => element.outerHTML.slice(0, 90))"""
