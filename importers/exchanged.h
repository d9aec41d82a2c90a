#ifndef IMPORTERS_EXCHANGED_H
#define IMPORTERS_EXCHANGED_H

#include <glib.h>

#include "engine/core/clock.h"
#include "engine/store/gates.h"
#include "importers/text/date_order.h"

/* Dates of an export in which day and month may have changed places in some rows alone, as where two people typed
 * into one list: each is a day as good as any, but far from the month, and exchanged it is in it. */
struct exchanged;
struct exchanged *exchanged_new(struct period period);
void exchanged_free(struct exchanged *exchanged);
typedef struct exchanged exchanged;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(exchanged, exchanged_free)

/* A start or an end of a row that is right: `text` as the export has it under `heading`, in that order. The names
 * are to live as long as the list. */
void exchanged_note(struct exchanged *exchanged, const char *file, const char *heading,
                    uint32_t line, const char *text, enum date_order order);
/* WRONG_PERIOD for each far month in which no other day stands in that column. */
void exchanged_check(const struct exchanged *exchanged, struct gates *gates);

#endif
