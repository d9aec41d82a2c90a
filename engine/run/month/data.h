#ifndef ENGINE_RUN_MONTH_DATA_H
#define ENGINE_RUN_MONTH_DATA_H

#include <stdbool.h>

/* What comes with the program and is read while it runs. */
enum data {
    DATA_HOLIDAYS,       /* a directory */
    DATA_SECOND_READING, /* the auditor's calculator */
    DATA_COUNT
};

/* Where that is: in the tree in whose build/ the program stands, else in share/rcti beside the directory of the
 * program, wherever that was moved to, else where it was to be installed. The caller frees. */
char *data_path(enum data data);
/* The same for a command to be pasted: from the top of the tree, "engine/policy/second_reading.py", where the
 * program stands in one. */
char *data_path_told(enum data data);

#endif
