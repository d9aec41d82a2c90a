#ifndef IMPORTERS_PARTNER_BOOK_H
#define IMPORTERS_PARTNER_BOOK_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "engine/core/clock.h"
#include "engine/core/day.h"
#include "engine/store/import.h"

/* The partners that the other files may name, and their clocks: those of the partners.csv that is
 * being imported, its bad rows too, and those that the store knows. */
struct partner_book;

struct partner_book *partner_book_new(store_import *import, struct period period);
void partner_book_free(struct partner_book *book);
typedef struct partner_book partner_book;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(partner_book, partner_book_free)

struct partner_entry {
    const char *partner_id;
    const char
        *timezone; /* of partners.csv, where it is a zone, be the row bad or not; else NULL */
    struct day_range active;
    GArray *zones; /* private */
};

/* A row of partners.csv, good or bad: no other file is to complain of the partner. timezone is NULL
 * unless it is a zone. */
void partner_book_add(struct partner_book *book, const char *partner_id, const char *timezone,
                      struct day_range active);
/* Some rows of partners.csv cannot be read: from now on any partner may be one of them. */
void partner_book_open(struct partner_book *book);

/* NULL: nobody knows the partner, or *error. The entry lives as long as the book. */
const struct partner_entry *partner_book_find(struct partner_book *book, const char *partner_id,
                                              GError **error);

/* The partner's zone for a local date. zone.timezone is NULL where it is not known (a bad row),
 * and zone.staged false where the store does not know it, so that no instant can be staged. */
struct partner_zone {
    const char *timezone;
    const struct clock *clock;
    bool staged;
};
bool partner_book_zone(struct partner_book *book, const struct partner_entry *entry, day date,
                       struct partner_zone *ret_zone, GError **error);

/* "write P0001", where an unknown id is near just one of this partners.csv; else NULL. Lives as
 * long as the book. */
const char *partner_book_mend(struct partner_book *book, const char *partner_id);

#endif
