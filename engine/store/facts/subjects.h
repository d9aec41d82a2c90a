#ifndef ENGINE_STORE_FACTS_SUBJECTS_H
#define ENGINE_STORE_FACTS_SUBJECTS_H

#include "engine/store/store.h"

/* What an id names, wherever it is, in any case of letters. */
enum store_subject_kind { SUBJECT_IS_APPOINTMENT, SUBJECT_IS_CASE, SUBJECT_IS_DOCUMENT };
struct store_subject {
    enum store_subject_kind kind;
    const char *id;         /* as it is written */
    const char *partner_id; /* "" of a case */
    instant start; /* of an appointment; and the zone of its partner, "" where none is known: */
    const char *timezone;
    int64_t gone_since; /* of an appointment: the batch whose file had it no more; 0: it is known */
    struct period period; /* of a document */
};
/* All that the text names, as of a batch: array of struct store_subject, strings in `strings`. An
 * appointment that was known once is one where none is known now. */
bool store_subjects_find(store *store, int64_t batch, const char *text, GArray *subjects,
                         GStringChunk *strings, GError **error);

/* The id of a partner of the period as it is written there: *ret_id, put into `strings`; NULL where it has
 * none. Also one that only a set-aside row names. */
bool store_partner_spelled(store *store, const struct store_view *view, const char *text,
                           const char **ret_id, GStringChunk *strings, GError **error);
/* The same among the partners of all periods. */
bool store_partner_spelled_anywhere(store *store, int64_t batch, const char *text,
                                    const char **ret_id, GStringChunk *strings, GError **error);

#endif
