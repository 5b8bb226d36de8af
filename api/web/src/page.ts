// Begins on every page; the plan and the chart are loaded only where they are shown.
import { startChecklist } from "./checklist";
import { startChooser } from "./chooser";
import { startLive } from "./live";
import { startParts } from "./parts";
import { startTheme } from "./theme";

startTheme();
startLive();
startChecklist();
startParts();
startChooser();

const PLAN = "./plan.js";
const CHART = "./chart.js";
if (document.querySelector("#plan") !== null) void import(PLAN);
if (document.querySelector("#chart") !== null) void import(CHART);
