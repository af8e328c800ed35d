CREATE TABLE payscore_codes (
  user_id            text PRIMARY KEY,    -- one code for each user
  authorization_code text NOT NULL UNIQUE -- and one user for each code
);
CREATE TABLE payscore_states (
  authorization_code text PRIMARY KEY,
  state              text NOT NULL,
  changed_at         timestamptz NOT NULL
);
