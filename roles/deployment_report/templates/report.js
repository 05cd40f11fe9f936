"use strict";
// The file has moments, so that it changes with the facts only; how long ago they are is told when it is read.
const steps = [["year", 31557600], ["month", 2629800], ["day", 86400], ["hour", 3600], ["minute", 60]];
const words = new Intl.RelativeTimeFormat("en", { numeric: "always" });
for (const time of document.querySelectorAll("time")) {
  const seconds = (Date.parse(time.dateTime) - Date.now()) / 1000;
  const step = steps.find(([, length]) => Math.abs(seconds) >= length);
  const age = document.createElement("span");
  age.className = "age";
  age.textContent = step ? words.format(Math.round(seconds / step[1]), step[0]) : "just now";
  time.append(age);
}
// The search is of use with a script only, so it is shown by it.
const search = document.getElementById("search");
const articles = [...document.querySelectorAll("article")];
const entries = [...document.querySelectorAll("[data-pipeline]")];
search.parentElement.hidden = articles.length < 2;
search.addEventListener("input", () => {
  const wanted = search.value.trim().toLowerCase();
  const found = new Set(articles.filter((one) => one.textContent.toLowerCase().includes(wanted)).map((one) => one.dataset.pipeline));
  for (const entry of entries) entry.hidden = !found.has(entry.dataset.pipeline);
  document.getElementById("found").textContent = wanted ? `${found.size} of ${articles.length}` : "";
});
