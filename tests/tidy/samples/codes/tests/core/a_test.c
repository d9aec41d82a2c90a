/* NOT_ACTIVE */
int expected = REASON_SELF_REFERRAL;
