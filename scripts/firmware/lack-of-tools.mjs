/** What becomes of a check whose packages this distribution does not have. */
export function lackOf(name, { unknown, isNeeded = false, wherePossible }) {
  return {
    isPassedOver: wherePossible && !isNeeded,
    words: `${name}: this distribution has no ${unknown.join(', ')}.`,
  };
}

/** The last line of a run, so that what was passed over is not lost above; empty when all was checked. */
export function notCheckedText(names) {
  return names.length === 0 ? '' : `! Not checked here, for want of tools: ${names.join(', ')}.\n`;
}
