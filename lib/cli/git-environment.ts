import type { Context } from "#lib/cli/command.ts";

/** Inside of a hook these name the repository of the hook, and paths that are relative to it. */
const OF_HOOKS = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX"];

/** The environment for Git: the settings of whoever runs the command line, in English, asking and locking nothing. */
export function gitEnvironment(env: Context["env"]): NodeJS.ProcessEnv {
  const settings: NodeJS.ProcessEnv = { NODE_ENV: "production", ...env, LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", GIT_TERMINAL_PROMPT: "0" };
  for (const name of OF_HOOKS) delete settings[name];
  return settings;
}
