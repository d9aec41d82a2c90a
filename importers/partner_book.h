#ifndef IMPORTERS_PARTNER_BOOK_H
#define IMPORTERS_PARTNER_BOOK_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/core/clock.h"
#include "engine/store/facts/import.h"

/* The partners that the other files may name, and their clocks: those of the partners.csv that is
 * being imported, its bad rows too, and those that the store knows. */
struct partner_book;

struct partner_book *partner_book_new(store_import *import, struct period period);
void partner_book_free(struct partner_book *book);
typedef struct partner_book partner_book;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(partner_book, partner_book_free)

struct partner_entry {
    const char *partner_id;
    const char *timezone; /* of partners.csv, where it is a zone, be the row bad or not; or NULL */
    struct day_range active;
    /* In the period of the import: of its partners.csv, or of what is known where the import has
     * none. PARTNER_UNKNOWN: only other periods know the partner. */
    enum partner_standing standing;
    bool left;     /* … but one before the period does */
    bool own;      /* a row of this import's partners.csv, good or bad, or perhaps one */
    bool supposed; /* nobody names the partner, but a part of partners.csv cannot be read */
    GArray *zones; /* private */
};

/* The import has a partners.csv: who is not in it is no partner of the period; or, where some of its
 * rows cannot be read, any partner may be one of them. */
void partner_book_file(struct partner_book *book, bool incomplete);
/* A row of partners.csv, good or bad: no other file is to complain of the partner. timezone is NULL
 * unless it is a zone. */
void partner_book_add(struct partner_book *book, const char *partner_id, const char *timezone,
                      struct day_range active, bool good);

/* NULL: no period knows the partner, or *error. The entry lives as long as the book. */
const struct partner_entry *partner_book_find(struct partner_book *book, const char *partner_id,
                                              GError **error);

/* The partner's zone for a local date, with its clock around that date's month. zone.timezone is
 * NULL where it is not known (a bad row), clock.offset_count 0 then, and zone.staged false where no
 * instant can be staged: the store does not know the zone, or knows only one that the partner's bad
 * row was to replace. */
struct partner_zone {
    const char *timezone;
    struct clock clock;
    bool staged;
};
bool partner_book_zone(struct partner_book *book, const struct partner_entry *entry, day date,
                       struct partner_zone *ret_zone, GError **error);

/* "write P0001", where an unknown id is near just one of this partners.csv; else NULL. Lives as
 * long as the book. */
const char *partner_book_mend(struct partner_book *book, const char *partner_id);

#endif
