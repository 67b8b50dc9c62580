// Keeps a page true without loading it anew: when the server says that something has changed, the same page is fetched
// again and this one is made like it, part by part, so that what has the focus, is open or half typed stays as it is.

const pause = 250;            // ms from one look to the next: many changes at once are one look
const patience = 5_000;       // ms without news after which to look anyway
const longestRetry = 10_000;
const html = window.trustedTypes?.createPolicy("lms", { createHTML: text => text }) ?? { createHTML: text => text };
const parser = new DOMParser();
const page = document.getElementById("page");
const connection = document.getElementById("connection");

let source = null;            // what tells of changes, and of which page part
let sourceUrl = null;
let lookedAt = -Infinity;
let looking = false;
let lookAgain = false;
let failures = 0;
let timer = 0;
let due = Infinity;           // when the next look is, on the clock of performance

const liveUrl = () => page.querySelector("[data-live-url]")?.dataset.liveUrl ?? null;
const isPassing = () => page.querySelector("[data-passing]") !== null;

rememberZone();
freezeSentForms();
document.addEventListener("visibilitychange", () => document.hidden ? leave() : arrive());
if (!document.hidden) arrive(false);

function arrive(again = true) {
    listen();
    if (again) look();
    else schedule(patience);
}

// A hidden page asks nothing: browsers hold few connections to one server, and somebody may have many pages open.
function leave() {
    clearTimeout(timer);
    source?.close();
    source = sourceUrl = null;
}

function listen() {
    const url = liveUrl();
    if (url === sourceUrl) return;
    source?.close();
    source = null;
    sourceUrl = url;
    if (url === null) return;
    source = new EventSource(url);
    source.addEventListener("changed", () => schedule(Math.max(10, lookedAt + pause - performance.now())));
    source.addEventListener("over", () => { source?.close(); schedule(0); });
    // It is tried again by the browser; what it missed is seen by looking.
    source.addEventListener("error", () => schedule(patience));
}

function schedule(delay) {
    const at = performance.now() + delay;
    if (at >= due && due !== Infinity) return;
    due = at;
    clearTimeout(timer);
    timer = setTimeout(look, delay);
}

async function look() {
    clearTimeout(timer);
    due = Infinity;
    if (document.hidden) return;
    if (looking) { lookAgain = true; return; }
    looking = true;
    lookAgain = false;
    lookedAt = performance.now();
    try {
        const answer = await fetch(location.href, { headers: { "X-Live": "1" }, redirect: "manual", cache: "no-store" });
        if (answer.status === 401) { location.assign(answer.headers.get("Location") ?? location.href); return; }
        if (answer.type === "opaqueredirect") { location.reload(); return; }
        const text = await answer.text();
        const fresh = parser.parseFromString(html.createHTML(text), "text/html");
        const next = fresh.getElementById("page");
        if (next !== null) {
            morph(page, next);
            if (document.title !== fresh.title) document.title = fresh.title;
        }
        failures = 0;
        connection.hidden = true;
    } catch {
        failures++;
        connection.hidden = false;
    } finally {
        looking = false;
    }
    listen();
    if (lookAgain) schedule(pause);
    else if (failures > 0) schedule(Math.min(longestRetry, 500 * 2 ** failures));
    else if (isPassing()) schedule(1_000);
    else if (liveUrl() !== null) schedule(patience);
}

// Makes one element like another. Elements with an id are known by it wherever they stand.
function morph(from, to) {
    if (from.isEqualNode(to)) return;
    for (const { name } of [...from.attributes])
        if (!to.hasAttribute(name) && !isOwn(from, name)) from.removeAttribute(name);
    for (const { name, value } of to.attributes)
        if (from.getAttribute(name) !== value && !isOwn(from, name)) from.setAttribute(name, value);

    const seen = new Set();
    let at = from.firstChild;
    for (const wanted of [...to.childNodes]) {
        let match = find(from, at, wanted);
        if (match === null) {
            match = document.importNode(wanted, true);
            from.insertBefore(match, at);
        } else {
            // What lies between has gone, and is removed below; what has the focus is not moved, or it would lose it.
            if (match === at || !wanted.id) at = match.nextSibling;
            else from.insertBefore(match, at);
            if (match.nodeType === Node.ELEMENT_NODE) morph(match, wanted);
            else if (match.nodeValue !== wanted.nodeValue) match.nodeValue = wanted.nodeValue;
        }
        seen.add(match);
    }
    for (const child of [...from.childNodes])
        if (!seen.has(child) && !isKept(child)) child.remove();
}

// The element that is to become the wanted one: the same id, else the next one that looks like it.
function find(parent, at, wanted) {
    if (wanted.id) {
        const known = document.getElementById(wanted.id);
        return known?.parentNode === parent && known.nodeName === wanted.nodeName ? known : null;
    }
    while (at !== null && isKept(at)) at = at.nextSibling;
    if (wanted.nodeType !== Node.ELEMENT_NODE) return at?.nodeType === wanted.nodeType ? at : null;
    for (let node = at; node !== null; node = node.nextSibling)
        if (node.nodeName === wanted.nodeName && !node.id && !isKept(node) && node.getAttribute("class") === wanted.getAttribute("class")) return node;
    return at?.nodeName === wanted.nodeName && !at.id ? at : null;
}

// What a message of the last action says stays until another page is opened.
const isKept = node => node.nodeType === Node.ELEMENT_NODE && node.hasAttribute("data-keep");

// What somebody has opened, typed or chosen is theirs.
function isOwn(element, name) {
    return (element.nodeName === "DETAILS" && name === "open")
        || (element.nodeName === "INPUT" && (name === "value" || name === "checked") && (element.type !== "hidden" || element.name === "submission"))
        || (element.nodeName === "OPTION" && name === "selected")
        || (element.nodeName === "BUTTON" && name === "disabled");
}

// The server writes times in the reader's zone once it knows it.
function rememberZone() {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!zone || document.cookie.split("; ").includes(`lms-zone=${zone}`)) return;
    document.cookie = `lms-zone=${zone}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
    addEventListener("load", () => schedule(0), { once: true });
}

// The second click of an impatient reader changes nothing; this shows that the first one was heard.
function freezeSentForms() {
    addEventListener("submit", event => setTimeout(() => {
        if (event.defaultPrevented || event.target.method !== "post") return;
        for (const button of event.target.querySelectorAll("button")) button.disabled = true;
    }));
    addEventListener("pageshow", event => {
        if (!event.persisted) return;
        for (const button of document.querySelectorAll("form button:disabled")) button.disabled = false;
    });
}
