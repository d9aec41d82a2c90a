#include "engine/cli/command.h"
static bool evidence_act(G_GNUC_UNUSED const struct options *options, G_GNUC_UNUSED enum exit_status *ret_status, G_GNUC_UNUSED GError **error) { return true; }
const struct command evidence_command = {"evidence", "PARTNER PERIOD", "x", NULL, evidence_act};
