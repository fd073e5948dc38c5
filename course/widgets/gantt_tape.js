// A tape is a finished run. The page asks it where everyone is at a time; it decides nothing.

const CPU = -1, BLOCKED = -2, FINISHED = -3;
const DISPATCHED = 1, START = 2, END = 3, LEVEL = 4, ENDING = 5; // columns of a slice

// Follow the moves up to a time: {cpu, lanes, blocked, finished}, each a list of job numbers.
function placesAt(tape, time) {
  const at = { cpu: [], lanes: Array.from({ length: tape.levels }, () => []), blocked: [], finished: [] };
  const place = (number) =>
    number === CPU ? at.cpu : number === BLOCKED ? at.blocked : number === FINISHED ? at.finished : at.lanes[number];
  const where = new Map();
  for (const [when, job, to] of tape.moves) {
    if (when > time) break;
    const from = where.get(job);
    if (from) from.splice(from.indexOf(job), 1);
    where.set(job, place(to));
    place(to).push(job);
  }
  return at;
}

// The ready queue over time: [from, to, jobs in order of the queues], one for each change.
function queueOverTime(tape) {
  if (tape.queue) return tape.queue;
  const found = [];
  const lanes = Array.from({ length: tape.levels }, () => []);
  const where = new Map();
  const { moves } = tape;
  for (let i = 0; i < moves.length; ) {
    const now = moves[i][0];
    for (; i < moves.length && moves[i][0] === now; i += 1) {
      const [, job, to] = moves[i];
      const from = where.get(job);
      if (from) from.splice(from.indexOf(job), 1);
      where.set(job, lanes[to]);
      lanes[to]?.push(job);
    }
    const waiting = lanes.flat();
    if (waiting.length && i < moves.length) found.push([now, moves[i][0], waiting]);
  }
  tape.queue = found;
  return found;
}

// What can be said up to a time: means over the jobs that had finished or begun by then.
function metricsAt(tape, jobs, time) {
  if (time >= tape.last) {
    const { mean_turnaround, mean_waiting, mean_response, switches, utilisation } = tape.metrics;
    return {
      finished: jobs.length,
      turnaround: mean_turnaround,
      waiting: mean_waiting,
      response: mean_response,
      switches,
      utilisation,
    };
  }
  const mean = (values) => (values.length ? values.reduce((a, b) => a + b, 0) / values.length : null);
  const done = tape.rows.filter((row) => row[0] <= time);
  const begun = tape.rows.filter((row, job) => jobs[job].arrival + row[3] <= time);
  let busy = 0;
  let switches = 0;
  let before = null;
  for (const slice of tape.slices) {
    if (slice[DISPATCHED] > time) break;
    if (before !== null && before !== slice[0]) switches += 1;
    before = slice[0];
    busy += Math.max(0, Math.min(time, slice[END]) - slice[START]);
  }
  return {
    finished: done.length,
    turnaround: mean(done.map((row) => row[1])),
    waiting: mean(done.map((row) => row[2])),
    response: mean(begun.map((row) => row[3])),
    switches,
    utilisation: time > tape.first ? busy / (time - tape.first) : 0,
  };
}

// All instants at which something happens under any of the policies.
function instantsOf(tapes) {
  const all = new Set(tapes.flatMap((tape) => tape.moves.map((move) => move[0])));
  return [...all].sort((a, b) => a - b);
}

function timeText(value) {
  return String(Math.round(value * 1000) / 1000);
}

function meanText(value) {
  if (value === null) return "–";
  return Math.abs(value) < 1e4 ? String(Number(value.toPrecision(4))) : value.toFixed(0);
}

function shareText(value) {
  return `${Number((100 * value).toPrecision(3))} %`;
}

function escapeText(text) {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

// Round numbers along an axis, about `most` of them.
function roundSteps(first, last, most) {
  const raw = (last - first) / most || 1;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((base) => base * power).find((each) => each >= raw * 0.999);
  const found = [];
  for (let i = Math.ceil(first / step - 1e-9); i * step <= last + step * 1e-6; i += 1) found.push(i * step);
  return found;
}
