#ifndef ENGINE_CLI_FOLD_H
#define ENGINE_CLI_FOLD_H

/* Standard output and standard error for a screen of FOLD_WIDTH columns: a longer line goes on in further
 * ones, indented under its last column or, where it has none, by four more. A command to be pasted is kept
 * together where it fits a line; a word that is longer than a line is left whole. */

enum { FOLD_WIDTH = 80 };

/* From now on both fold. Once, before anything is printed. */
void fold_begin(void);

/* Another width for standard output; 0: it is for programs or a file, and stays as it is. */
void fold_output(int width);
/* The same of standard error. */
void fold_errors(int width);

/* Writes what is left of a last line without its end. */
void fold_end(void);

#endif
