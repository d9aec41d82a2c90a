#ifndef ENGINE_CLI_TREE_H
#define ENGINE_CLI_TREE_H

/* Removes a file, or a directory with all that is in it; never what a link leads to. Best effort:
 * what cannot be removed is left and stays in nobody's way. */
void tree_remove(const char *path);

#endif
