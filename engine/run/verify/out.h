#ifndef ENGINE_RUN_VERIFY_OUT_H
#define ENGINE_RUN_VERIFY_OUT_H

#include "engine/run/verify/verifying.h"

/* The files below --out of a period, of which `first` is the first issue: one that is there is what was
 * issued, byte for byte, and none is beside them; one that is not there is a note. Of another issue
 * nothing is done. Nothing is written, and no link is followed. */
bool out_verify(struct verify *verify, const struct issue_head *first, GError **error);

#endif
