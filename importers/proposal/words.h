#ifndef IMPORTERS_PROPOSAL_WORDS_H
#define IMPORTERS_PROPOSAL_WORDS_H

#include "importers/proposal/guess.h"
#include "importers/proposal/section.h"

/* The sections [FILE values of COLUMN] of a proposal: which of the words in a column are which of ours. */
void proposal_words_put(GString *out, const struct guess *guess,
                        const struct known_partners *known);

/* A text as sources.ini separates it: quoted where it has what separates. The caller frees. */
char *proposal_text(const char *text);

#endif
