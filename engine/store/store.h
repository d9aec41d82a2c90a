#ifndef ENGINE_STORE_STORE_H
#define ENGINE_STORE_STORE_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/core/clock.h"

/* The store: one SQLite file that holds every fact of every period, each known from one batch
 * until another. Nothing in it is ever overwritten or deleted. All SQL of the project is in this
 * folder. The room: db has statements and transactions, columns a table as data, tables those of the
 * facts; open makes and opens the file; backup keeps it as it was after each issue; guard refuses one that others can write to; schema looks whether its tables are this
 * program's; gates what a person has to confirm. facts/ takes what the importers read (import:
 * staging; check: what it would do; merge) and gives it back (query; sessions, read, changes, batches, unmarked); issues/
 * keeps what was issued; proof/ looks whether it is all still so. Nothing here judges or writes files. */
typedef struct store store;

#define STORE_ERROR (store_error_quark())
GQuark store_error_quark(void);
enum store_error {
    STORE_ERROR_OPEN,       /* no such file, no permission */
    STORE_ERROR_VERSION,    /* made by a newer program */
    STORE_ERROR_DATABASE,   /* SQLite failed: disk full, locked */
    STORE_ERROR_DAMAGED,    /* the file's bytes or tables, or a row that no rcti wrote */
    STORE_ERROR_FOREIGN,    /* a file, but no store of this program: another's, or damaged */
    STORE_ERROR_UNFINISHED, /* to be looked at alone, and something is to be written first */
    STORE_ERROR_STOPPED,    /* somebody asked the program to stop (stop.h) */
    STORE_ERROR_REFUSED     /* what was asked for cannot be done to what is issued: wrong usage */
};

/* By what a store is known elsewhere: a link of its chain by its seal, an import by the hash of its record. */
enum mark_kind { MARK_SEAL, MARK_BATCH };
struct store_mark {
    enum mark_kind kind;
    int64_t number; /* seq of the link, or batch */
    const char *hash;
    const char
        *name; /* "issue 1 of 2026-09", "the void of RCTI-202609-P0001", "batch 3, for 2026-09" */
};

/* Gives the clock of an IANA zone, for months around those asked for; it must stay as it is for as
 * long as the store or facts from it are used. NULL: no such zone (the store then fails). */
typedef const struct clock *(*store_zone_clock)(const char *timezone);

/* What is read back, as of any batch: what was known of a period then. */
struct store_view {
    struct period period;
    int64_t batch; /* a fact is seen that was known at this batch */
    stamp as_at;   /* only to leave out what cannot matter; the core judges by it */
};

/* Opens the store, making it (mode 0600) where there is none, and adding to one that an older rcti
 * made the tables that it lacks. What is not made as this program makes it, whatever its name, is
 * refused (STORE_ERROR_DAMAGED) and not obeyed. The caller closes it. NULL and
 * *error on failure, also where others can write to it (guard.h). One thread at a time may use a store and what comes of it. */
store *store_open(const char *path, GError **error);
/* Opens one to look at it: nothing is written, neither to the file nor beside it, and no trigger
 * runs. What is not as this program makes it is a sentence of `findings` (char *, owned). */
store *store_open_to_look(const char *path, GPtrArray *findings, GError **error);
/* Whether nothing was ever put into it, as of one that was just made. */
bool store_is_unused(store *store, bool *ret_unused, GError **error);
/* Closes one, and takes its file away where nothing was ever put into it: it would look like one that
 * is kept. Another program that waits to write into it is told that its file is gone. */
void store_close_unused(store *store);
/* A further connection to an open store, for another thread: to read what is written, as store_open_to_look, with the
 * findings of sessions that the other one has. The caller closes it. */
store *store_open_beside(const store *other, GError **error);
/* NULL is allowed. Rolls back an issue that was not finished; an import is freed before. */
void store_close(store *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(store, store_close)

#endif
