// The page of long work: what it tells is asked for anew while the work goes on. Without scripts the page loads itself again.
"use strict";

(function () {
  let times = 0;

  function isBusy(part) {
    const at = document.activeElement;
    return part.contains(at) && at.matches("select, input, button");
  }

  async function renew() {
    const part = document.getElementById("progress");
    if (!part || !part.dataset.seconds || ++times > Number(part.dataset.times)) return;
    try {
      const response = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (response.ok && !response.redirected && !isBusy(part)) {
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        const fresh = page.getElementById("progress");
        if (fresh) part.replaceWith(fresh);
      }
    } catch (error) {
      console.warn("progress", error);  // no connection: asked again
    }
    later();
  }

  function later() {
    const part = document.getElementById("progress");
    if (part && part.dataset.seconds) setTimeout(renew, Number(part.dataset.seconds) * 1000);
  }

  later();
})();
