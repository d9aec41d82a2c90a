#ifndef ENGINE_STORE_STOP_H
#define ENGINE_STORE_STOP_H

#include <glib.h>
#include <stdbool.h>

/* Whether somebody asked the program to stop: Ctrl-C, the end of a session, a shutdown. Every statement
 * of a store looks, and fails; what was begun is taken back on the way out, as after any other failure.
 * From a commit on a command is past that: what follows it is short, and goes to its end. */

/* From here on SIGINT, SIGTERM and SIGHUP ask; a second one of a kind ends the program at once. One that
 * whoever started the program has it ignore (nohup) stays ignored. */
void stop_watch(void);

/* The signal that asked; 0: none has, or nobody is heard just now. */
int stop_asked(void);
/* Likewise, for work that asks no store: false and STORE_ERROR_STOPPED where somebody did. */
bool stop_check(GError **error);

/* Nobody is heard, nor any of the caller's system calls cut short, until stop_hear. */
void stop_defer(void);
void stop_hear(void);

/* Whether something is committed: what is told now tells of something done. */
bool stop_is_past(void);

#endif
