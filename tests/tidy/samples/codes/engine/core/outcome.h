#define OUTCOME_TABLE(X)                                                                           \
    X(BOOKED, SLOT, P5, "Booked", "")                                                              \
    X(OVERLAP, SLOT, P6,                                                                           \
      "Nothing "                                                                                   \
      "produces it",                                                                               \
      "")

#define REASON_TABLE(X)                                                                            \
    X(NOT_ACTIVE, A0, "only a remark names it", "")                                                \
    X(SELF_REFERRAL, A5, "an example expects it", "")                                        \
    X(CASE_UNKNOWN, A6, "an error fixture names it", "")

#define GATE_TABLE(X) X(THIN_EXPORT, "no test raises it")
