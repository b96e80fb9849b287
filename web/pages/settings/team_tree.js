// Teams as a tree: in the order of the page, each with its depth.

/**
 * @typedef {{id: string, version: number, fields: {name: string, parent: {id: string, name: string}|null}, people: number}} Team
 * @typedef {{team: Team, depth: number}} Placed
 */

/** @param {Team[]} teams @param {string} [without] a team that is left out with all below it @returns {Placed[]} */
export function placed(teams, without) {
  /** @param {string|null} parent @param {number} depth @returns {Placed[]} */
  const below = (parent, depth) => teams
    .filter((one) => one.id !== without && (one.fields.parent?.id || null) === parent)
    .sort((a, b) => a.fields.name.localeCompare(b.fields.name, 'zh-CN'))
    .flatMap((team) => [{ team, depth }, ...below(team.id, depth + 1)]);
  return below(null, 0);
}

/** As options of a select, set in by depth. @param {Team[]} teams @param {string} [without] @returns {[string, string][]} */
export const asOptions = (teams, without) => placed(teams, without).map(({ team, depth }) => [team.id, '　'.repeat(depth) + team.fields.name]);
