/** What `npm start -- --help` prints. */
export const USAGE = `npm start: Meshpair, everything on this machine.

Starts Postgres and nats-server (unless DATABASE_URL and NATS_URL name others), brings the
database up to date, makes the first owner and key, and starts the four services.
Ctrl-C stops all of it; the data stays in DATA_DIR.

Settings (environment):
  PORT                   6969        the console's and the API's port
  HOST                   0.0.0.0     the address to listen on
  PUBLIC_URL             http://<LAN address>:<PORT>   the address in the QR code
  DATA_DIR               .meshpair   where everything is kept
  DATABASE_URL           (embedded Postgres)
  DATABASE_PAIRING_PASSWORD, DATABASE_REGISTRY_PASSWORD, DATABASE_CLEANUP_PASSWORD
                         (none)      npm run migrate makes the services' own roles with these
  NATS_URL               (embedded nats-server)
  REDIS_URL              (none: the cleanup worker's queue is in Postgres)
  MESHPAIR_OWNER_KEY     (made)      the first owner's key, mpo_<id>_<secret>
  MESHPAIR_SECRET        (made, kept in DATA_DIR/secret)   at least 32 characters
  MESHPAIR_PREVIOUS_SECRETS  (none)  secrets before it whose tokens still count, with commas
  HOST_NODE_NAME         (this machine's name)
  PAIRING_TTL_SECONDS    300         how long a join token is valid
  PIN_MAX_ATTEMPTS       5
  MAX_DEVICES_PER_OWNER  100
  IP_CONFLICT_POLICY     reject      reject or allow
  PEER_TOKEN_TTL_DAYS    30
  SESSION_IDLE_DAYS      90
  PURGE_EVERY_SECONDS    60
  PURGE_AFTER_SECONDS    3600
  EVENT_RETENTION_DAYS   90
  TRUST_PROXY            (none)      proxies whose X-Forwarded-For counts, with commas
  TLS                    (none)      self-signed: HTTPS with a certificate of our own, kept in DATA_DIR/tls
  TLS_CERT_FILE          (none)      HTTPS with this certificate (PEM, with its chain); read again when it changes
  TLS_KEY_FILE           (none)      the key of TLS_CERT_FILE (PEM)
  METRICS_TOKEN          (none)      the bearer token that opens /metrics beyond this machine
  RATE_LIMITS            on          on or off
  NATS_STREAM_REPLICAS   1
  NATS_SERVER_BIN        (PATH, else Debian's package unpacked into DATA_DIR)
  HEALTH_SOCKET          (none)      a unix socket on which a service tells its health, as the containers ask
  LOG_LEVEL              info        fatal, error, warn, info, debug, trace or silent
  LOG_FORMAT             pretty in a terminal, else json
`;
