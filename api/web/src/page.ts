// Begins on every page; the plan and the chart are loaded only where they are shown.
import { startChecklist } from "./checklist";
import { startLive } from "./live";
import { startTheme } from "./theme";

startTheme();
startLive();
startChecklist();

const PLAN = "./plan.js";
const CHART = "./chart.js";
if (document.querySelector("#plan") !== null) void import(PLAN);
if (document.querySelector("#chart") !== null) void import(CHART);
