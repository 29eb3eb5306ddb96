// Made from /openapi.json by `npm run openapi`.

export interface paths {
    readonly "/": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The owner’s console */
        readonly get: operations["showHome"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/.well-known/jwks.json": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The public keys that tokens are signed with (RFC 7517) */
        readonly get: operations["jwksTokens"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/audit/events": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Read the events, oldest first
         * @description From the first event, after the cursor `after`, or the last so many with `last` (0–500). With `Accept: text/event-stream` the same events as a stream that goes on with what happens next: the cursor as `id`, the type as `event`, the CloudEvent as `data`; it resumes with `Last-Event-ID`.
         */
        readonly get: operations["eventsAudit"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/console/session": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Who is signed in, and how devices reach this gateway */
        readonly get: operations["showConsole"];
        readonly put?: never;
        /**
         * Sign a console in, by the owner’s key or a one-time code
         * @description Sets the cookie `meshpair_console` (HttpOnly, SameSite=Strict) for 30 days.
         */
        readonly post: operations["signInConsole"];
        /** Sign the console out */
        readonly delete: operations["signOutConsole"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/graphql": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** GraphQL, read-only */
        readonly get: operations["queryGraphql"];
        readonly put?: never;
        /** GraphQL, read-only */
        readonly post: operations["postGraphql"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/health/live": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Whether the process runs */
        readonly get: operations["liveHealth"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/health/ready": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Whether a pairing would work now */
        readonly get: operations["readyHealth"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/join": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The page behind the QR code; changes nothing
         * @description A browser that joined by this link finds its pairing again, by its cookie.
         */
        readonly get: operations["showJoin"];
        readonly put?: never;
        /**
         * Connect by the form of the join page; shows the PIN
         * @description Sent again by the same browser, it shows the same PIN.
         */
        readonly post: operations["joinJoin"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/join/events": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Follow the pairing of this browser (server-sent events)
         * @description As `GET /pairing/{id}/events`.
         */
        readonly get: operations["eventsJoinStatus"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/join/home": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * The device’s own node and its peers, as a page
         * @description Says that the device is there. A client that takes no HTML gets the node as JSON.
         */
        readonly get: operations["homeDeviceHome"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/join/leave": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Leave the mesh, by the form of the device’s home */
        readonly post: operations["leaveDeviceHome"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/join/rename": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Rename the device, by the form of its home */
        readonly post: operations["renameDeviceHome"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/join/state": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The pairing of this browser, for the page’s script */
        readonly get: operations["stateJoinStatus"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/join/status": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** The pairing of this browser, as a page; at its end leads to the device’s home */
        readonly get: operations["statusJoinStatus"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/me": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Read the own node */
        readonly get: operations["getMe"];
        readonly put?: never;
        readonly post?: never;
        /** Leave the mesh */
        readonly delete: operations["leaveMe"];
        readonly options?: never;
        readonly head?: never;
        /** Rename the own node */
        readonly patch: operations["updateMe"];
        readonly trace?: never;
    };
    readonly "/me/heartbeat": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Say that the device is there */
        readonly post: operations["heartbeatMe"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/me/peers": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** List the peers that the device may see */
        readonly get: operations["peersMe"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/metrics": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Metrics in Prometheus’ text format
         * @description For requests from this machine, and for those with `METRICS_TOKEN` as their bearer token; without that setting 404 for all others.
         */
        readonly get: operations["showMetrics"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/nodes": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** List the nodes of the mesh */
        readonly get: operations["listNodes"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/nodes/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Read a node */
        readonly get: operations["getNodes"];
        readonly put?: never;
        readonly post?: never;
        /** Remove a node and revoke its tokens and sessions */
        readonly delete: operations["removeNodes"];
        readonly options?: never;
        readonly head?: never;
        /** Rename a node, or change its permissions */
        readonly patch: operations["updateNodes"];
        readonly trace?: never;
    };
    readonly "/pairing": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** List pairings, the newest first */
        readonly get: operations["listPairingReads"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/pairing/{id}": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /** Read a pairing */
        readonly get: operations["getPairingReads"];
        readonly put?: never;
        readonly post?: never;
        /** Cancel a pairing */
        readonly delete: operations["cancelPairing"];
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/pairing/{id}/claim": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Fetch the tokens of a registered device */
        readonly post: operations["claimPairingReads"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/pairing/{id}/deny": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Deny the device that connected */
        readonly post: operations["denyPairing"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/pairing/{id}/events": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        /**
         * Follow a pairing (server-sent events)
         * @description Each event has the sequence as `id`, the type as `event` and the CloudEvent as `data`. The stream ends after `DeviceRegistered` or `PairingFailed`; after that it answers 204.
         */
        readonly get: operations["eventsPairingReads"];
        readonly put?: never;
        readonly post?: never;
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/pairing/connect": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Connect a device with a join token
         * @description A device with an Ed25519 key may prove it: `publicKey` is then the raw 32 bytes or the DER SPKI of the key, in base64url or base64, and `proof` the signature (base64url) of the UTF-8 text `meshpair-connect.v1:` followed by the join token. A node whose key was proven pairs again with the same `publicKey` and a new proof only.
         */
        readonly post: operations["connectPairing"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/pairing/start": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Start a pairing
         * @description `?address=`, one of the addresses of `GET /console/session`, stands in `qrUrl`.
         */
        readonly post: operations["startPairing"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/pairing/verify": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Verify the PIN on the device’s screen
         * @description Waits up to 2 s for the registry; `?wait=0` does not. Where another device has the address, `onIpConflict` says what becomes of it, instead of `IP_CONFLICT_POLICY`: `allow` keeps both, `replace` removes the node `replaceNodeId` (never the host) and revokes its tokens as the new one comes in, `reject` refuses. The refusal `ip_conflict` names `existingDevice`, uses up no attempt and leaves the pairing open: send the PIN again with a choice. Without `existingDevice` the pairing has ended: a device took the address in the very moment of the registration.
         */
        readonly post: operations["verifyPairing"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/tokens/introspect": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Ask whether a token is active (RFC 7662) */
        readonly post: operations["introspectTokens"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/tokens/refresh": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /**
         * Get the next peer token
         * @description The bearer is the peer token itself without a body, or the session token with `peerToken` in the body. The presented peer token ends at once; presented again, it ends every peer token of its line and the session (RFC 9700 §4.14.2), and the device has to pair anew. A device that did not get the answer asks with its session token and no body: whatever peer token it had last is replaced. `sessionToken` is in the answer when the one that asked is signed with an older key: use it from then on.
         */
        readonly post: operations["refreshTokens"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
    readonly "/tokens/revoke": {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly get?: never;
        readonly put?: never;
        /** Revoke a token (RFC 7009) */
        readonly post: operations["revokeTokens"];
        readonly delete?: never;
        readonly options?: never;
        readonly head?: never;
        readonly patch?: never;
        readonly trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        readonly ClaimedTokens: {
            readonly expiresIn: number;
            readonly node: components["schemas"]["Node"];
            readonly peerToken: string;
            readonly permissions: readonly string[];
            readonly sessionToken: string;
            /** @enum {string} */
            readonly tokenType: "Bearer";
        };
        readonly ConnectedDevice: {
            readonly claimSecret: string;
            /** Format: date-time */
            readonly expiresAt: string;
            readonly pairingId: string;
            readonly pin: string;
            readonly pollIntervalSeconds: number;
        };
        readonly ConsoleSession: {
            /** Format: date-time */
            readonly expiresAt: string;
            readonly owner: components["schemas"]["Owner"];
        };
        readonly Device: {
            readonly ip: string;
            readonly name: string;
            readonly nodeId: string | null;
            readonly platform: string | null;
            readonly port: number | null;
        };
        readonly Event: {
            readonly data: {
                readonly [key: string]: unknown;
            };
            /** @enum {string} */
            readonly datacontenttype: "application/json";
            readonly id: string;
            readonly ownerid: string;
            readonly sequence: number;
            /** @enum {string} */
            readonly source: "/meshpair/pairing" | "/meshpair/registry";
            /** @enum {string} */
            readonly specversion: "1.0";
            readonly subject: string;
            /** Format: date-time */
            readonly time: string;
            /** @enum {string} */
            readonly type: "TokenCreated" | "DeviceScanned" | "PinGenerated" | "PinVerified" | "DeviceRegistered" | "PairingFailed";
        };
        readonly ExistingDevice: {
            readonly id: string;
            readonly name: string;
        };
        readonly Node: {
            /** Format: date-time */
            readonly createdAt: string;
            readonly id: string;
            readonly ip: string;
            /** Format: date-time */
            readonly lastSeenAt: string | null;
            readonly name: string;
            /** Format: date-time */
            readonly peerTokenExpiresAt?: string | null;
            readonly permissions: readonly string[];
            readonly platform: string | null;
            readonly port: number | null;
            /** @enum {string} */
            readonly role: "host" | "device";
            /** Format: date-time */
            readonly updatedAt: string;
        };
        readonly Owner: {
            readonly name: string;
            readonly ownerId: string;
        };
        readonly Pairing: {
            readonly attemptsLeft: number | null;
            /** Format: date-time */
            readonly connectedAt: string | null;
            readonly contested: boolean;
            /** Format: date-time */
            readonly createdAt: string;
            readonly device: components["schemas"]["Device"] | null;
            readonly existingDevices: readonly components["schemas"]["ExistingDevice"][] | null;
            /** @enum {boolean} */
            readonly expired?: true;
            /** Format: date-time */
            readonly expiresAt: string;
            /** Format: date-time */
            readonly failedAt: string | null;
            readonly label: string | null;
            readonly nodeId: string | null;
            readonly pairingId: string;
            readonly permissions: readonly string[];
            /** @enum {string|null} */
            readonly reason: "denied" | "cancelled" | "expired" | "attempts_exceeded" | "ip_conflict" | "device_limit" | "identity_mismatch" | null;
            /** Format: date-time */
            readonly registeredAt: string | null;
            readonly secondsLeft?: number;
            readonly sequence: number;
            readonly sessionId: string | null;
            /** @enum {string} */
            readonly state: "TokenCreated" | "DeviceConnected" | "PinVerified" | "DeviceRegistered" | "Failed";
            /** @enum {string|null} */
            readonly stateAtFailure: "TokenCreated" | "DeviceConnected" | "PinVerified" | "DeviceRegistered" | "Failed" | null;
            /** Format: date-time */
            readonly verifiedAt: string | null;
        };
        /** @description RFC 9457, with a stable `code` */
        readonly Problem: {
            readonly attemptsLeft?: number;
            /** @enum {string} */
            readonly code: "invalid_request" | "invalid_pin" | "unauthorized" | "forbidden" | "not_found" | "token_not_found" | "method_not_allowed" | "already_connected" | "invalid_transition" | "attempts_exceeded" | "ip_conflict" | "device_limit" | "identity_mismatch" | "not_registered_yet" | "conflict" | "token_expired" | "already_claimed" | "cursor_expired" | "payload_too_large" | "unsupported_media_type" | "misdirected_request" | "too_many_requests" | "internal_error" | "service_unavailable";
            readonly detail?: string;
            readonly errors?: readonly {
                readonly field: string;
                readonly message: string;
            }[];
            /** @description Who has the address of a device whose PIN was right; its pairing is open still */
            readonly existingDevice?: components["schemas"]["ExistingDevice"];
            /** @description All who have it, 20 at most */
            readonly existingDevices?: readonly components["schemas"]["ExistingDevice"][];
            /** @description With `existingDevice`: the address */
            readonly ip?: string;
            readonly status: number;
            readonly title: string;
            /** Format: uri */
            readonly type: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    readonly showHome: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/html": string;
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly jwksTokens: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly keys: readonly {
                            readonly [key: string]: string;
                        }[];
                    };
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly eventsAudit: {
        readonly parameters: {
            readonly query?: {
                readonly after?: string;
                readonly last?: number;
                readonly limit?: number;
                readonly pairingId?: string;
                readonly type?: "TokenCreated" | "DeviceScanned" | "PinGenerated" | "PinVerified" | "DeviceRegistered" | "PairingFailed";
            };
            readonly header?: {
                /** @description The event to go on after (stream) */
                readonly "Last-Event-ID"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["Event"][];
                        readonly nextCursor: string | null;
                    };
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unauthorized: Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: Not allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description cursor_expired: The cursor is from before a restore; start again without it */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too_many_requests: Too many requests */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly showConsole: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "owner": {
                     *         "ownerId": "01933f5e-7c1a-7b3e-9d2f-4a5b6c7d8e9f",
                     *         "name": "Owner"
                     *       },
                     *       "mesh": {
                     *         "name": "desktop"
                     *       },
                     *       "addresses": [
                     *         {
                     *           "url": "http://192.168.1.20:6969",
                     *           "kind": "lan",
                     *           "interface": "eth0"
                     *         },
                     *         {
                     *           "url": "http://100.64.0.1:6969",
                     *           "kind": "other",
                     *           "interface": "tailscale0"
                     *         }
                     *       ],
                     *       "plainHttpBeyondLoopback": true,
                     *       "version": "0.1.0"
                     *     }
                     */
                    readonly "application/json": {
                        readonly addresses: readonly {
                            readonly interface: string | null;
                            /** @enum {string} */
                            readonly kind: "configured" | "lan" | "other" | "loopback";
                            /** Format: uri */
                            readonly url: string;
                        }[];
                        readonly mesh: {
                            readonly name: string;
                        };
                        readonly owner: components["schemas"]["Owner"];
                        readonly plainHttpBeyondLoopback: boolean;
                        readonly version: string;
                    };
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unauthorized: Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: Not allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly signInConsole: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly code?: string;
                    readonly key?: string;
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "owner": {
                     *         "ownerId": "01933f5e-7c1a-7b3e-9d2f-4a5b6c7d8e9f",
                     *         "name": "Owner"
                     *       },
                     *       "expiresAt": "2026-02-14T10:00:00.000Z"
                     *     }
                     */
                    readonly "application/json": components["schemas"]["ConsoleSession"];
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unauthorized: Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: Not allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly signOutConsole: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: Not allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly queryGraphql: {
        readonly parameters: {
            readonly query: {
                readonly operationName?: string;
                /** @example { nodes { id name ip } } */
                readonly query: string;
                readonly variables?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description GraphQL answer */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": Record<string, never>;
                };
            };
            /** @description The query is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": Record<string, never>;
                };
            };
            /** @description Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:meshpair:problem:unauthorized",
                     *       "title": "Credentials are missing or not valid",
                     *       "status": 401,
                     *       "code": "unauthorized"
                     *     }
                     */
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly postGraphql: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                /**
                 * @example {
                 *       "query": "{ nodes { id name ip } }"
                 *     }
                 */
                readonly "application/json": {
                    readonly operationName?: string;
                    readonly query: string;
                    readonly variables?: Record<string, never>;
                };
            };
        };
        readonly responses: {
            /** @description GraphQL answer */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": Record<string, never>;
                };
            };
            /** @description The query is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": Record<string, never>;
                };
            };
            /** @description Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "type": "urn:meshpair:problem:unauthorized",
                     *       "title": "Credentials are missing or not valid",
                     *       "status": 401,
                     *       "code": "unauthorized"
                     *     }
                     */
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly liveHealth: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    readonly "application/json": {
                        /** @enum {string} */
                        readonly status: "ok";
                    };
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly readyHealth: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    readonly "application/json": {
                        /** @enum {string} */
                        readonly status: "ok";
                    };
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly showJoin: {
        readonly parameters: {
            readonly query?: {
                readonly token?: string;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/html": string;
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token_not_found: No pairing has this token */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description already_connected: A device has already used this token. invalid_transition: The pairing is not in a state that allows this */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token_expired: The pairing has expired */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly joinJoin: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/x-www-form-urlencoded": {
                    readonly name: string;
                    readonly proof?: string;
                    readonly token: string;
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/html": string;
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: Not allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token_not_found: No pairing has this token */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description already_connected: A device has already used this token. invalid_transition: The pairing is not in a state that allows this */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token_expired: The pairing has expired */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too_many_requests: Too many requests */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly eventsJoinStatus: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The sequence to go on after */
                readonly "Last-Event-ID"?: string;
            };
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/event-stream": string;
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unauthorized: Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not_found: Not found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly homeDeviceHome: {
        readonly parameters: {
            readonly query?: {
                readonly after?: string;
                readonly done?: "paired" | "renamed";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/html": string;
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unauthorized: Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly leaveDeviceHome: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/x-www-form-urlencoded": {
                    readonly proof: string;
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/html": string;
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unauthorized: Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: Not allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly renameDeviceHome: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/x-www-form-urlencoded": {
                    readonly name: string;
                    readonly proof: string;
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 303: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unauthorized: Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: Not allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly stateJoinStatus: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        /** @enum {string|null} */
                        readonly reason: "denied" | "cancelled" | "expired" | "attempts_exceeded" | "ip_conflict" | "device_limit" | "identity_mismatch" | null;
                        readonly secondsLeft: number;
                        /** @enum {string} */
                        readonly state: "TokenCreated" | "DeviceConnected" | "PinVerified" | "DeviceRegistered" | "Failed";
                        readonly words: string;
                    };
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unauthorized: Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not_found: Not found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly statusJoinStatus: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/html": string;
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not_found: Not found. token_not_found: No pairing has this token */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description already_claimed: The tokens have been claimed */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getMe: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01933f5e-9f00-7c11-8a22-1b2c3d4e5f60",
                     *       "name": "Tablet",
                     *       "role": "device",
                     *       "ip": "192.168.1.42",
                     *       "port": null,
                     *       "platform": "android",
                     *       "permissions": [
                     *         "mesh:read",
                     *         "mesh:connect"
                     *       ],
                     *       "createdAt": "2026-01-15T10:00:00.000Z",
                     *       "updatedAt": "2026-01-15T10:00:00.000Z",
                     *       "lastSeenAt": null
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Node"];
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unauthorized: Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly leaveMe: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unauthorized: Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly updateMe: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly name: string;
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01933f5e-9f00-7c11-8a22-1b2c3d4e5f60",
                     *       "name": "Tablet",
                     *       "role": "device",
                     *       "ip": "192.168.1.42",
                     *       "port": null,
                     *       "platform": "android",
                     *       "permissions": [
                     *         "mesh:read",
                     *         "mesh:connect"
                     *       ],
                     *       "createdAt": "2026-01-15T10:00:00.000Z",
                     *       "updatedAt": "2026-01-15T10:00:00.000Z",
                     *       "lastSeenAt": null
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Node"];
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unauthorized: Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly heartbeatMe: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01933f5e-9f00-7c11-8a22-1b2c3d4e5f60",
                     *       "name": "Tablet",
                     *       "role": "device",
                     *       "ip": "192.168.1.42",
                     *       "port": null,
                     *       "platform": "android",
                     *       "permissions": [
                     *         "mesh:read",
                     *         "mesh:connect"
                     *       ],
                     *       "createdAt": "2026-01-15T10:00:00.000Z",
                     *       "updatedAt": "2026-01-15T10:00:00.000Z",
                     *       "lastSeenAt": null
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Node"];
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unauthorized: Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly peersMe: {
        readonly parameters: {
            readonly query?: {
                readonly after?: string;
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["Node"][];
                        readonly nextCursor: string | null;
                    };
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unauthorized: Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: Not allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly showMetrics: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/plain": string;
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unauthorized: Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not_found: Not found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly listNodes: {
        readonly parameters: {
            readonly query?: {
                readonly after?: string;
                readonly limit?: number;
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["Node"][];
                        readonly nextCursor: string | null;
                    };
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unauthorized: Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: Not allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getNodes: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01933f5e-9f00-7c11-8a22-1b2c3d4e5f60",
                     *       "name": "Tablet",
                     *       "role": "device",
                     *       "ip": "192.168.1.42",
                     *       "port": null,
                     *       "platform": "android",
                     *       "permissions": [
                     *         "mesh:read",
                     *         "mesh:connect"
                     *       ],
                     *       "createdAt": "2026-01-15T10:00:00.000Z",
                     *       "updatedAt": "2026-01-15T10:00:00.000Z",
                     *       "lastSeenAt": null
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Node"];
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unauthorized: Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: Not allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not_found: Not found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly removeNodes: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 204: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unauthorized: Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: Not allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not_found: Not found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid_transition: The pairing is not in a state that allows this */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly updateNodes: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly name?: string;
                    readonly permissions?: readonly string[];
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "01933f5e-9f00-7c11-8a22-1b2c3d4e5f60",
                     *       "name": "Tablet",
                     *       "role": "device",
                     *       "ip": "192.168.1.42",
                     *       "port": null,
                     *       "platform": "android",
                     *       "permissions": [
                     *         "mesh:read",
                     *         "mesh:connect"
                     *       ],
                     *       "createdAt": "2026-01-15T10:00:00.000Z",
                     *       "updatedAt": "2026-01-15T10:00:00.000Z",
                     *       "lastSeenAt": null
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Node"];
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unauthorized: Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: Not allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not_found: Not found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly listPairingReads: {
        readonly parameters: {
            readonly query?: {
                readonly after?: string;
                readonly limit?: number;
                readonly state?: "open";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": {
                        readonly items: readonly components["schemas"]["Pairing"][];
                        readonly nextCursor: string | null;
                    };
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unauthorized: Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: Not allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly getPairingReads: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "pairingId": "01933f5e-7c1a-7b3e-9d2f-4a5b6c7d8e9f",
                     *       "state": "DeviceConnected",
                     *       "label": "Kitchen tablet",
                     *       "permissions": [
                     *         "mesh:read",
                     *         "mesh:connect"
                     *       ],
                     *       "createdAt": "2026-01-15T10:00:00.000Z",
                     *       "expiresAt": "2026-01-15T10:05:00.000Z",
                     *       "device": {
                     *         "name": "Tablet",
                     *         "ip": "192.168.1.42",
                     *         "platform": "android",
                     *         "port": null,
                     *         "nodeId": null
                     *       },
                     *       "attemptsLeft": 5,
                     *       "connectedAt": "2026-01-15T10:00:20.000Z",
                     *       "verifiedAt": null,
                     *       "registeredAt": null,
                     *       "failedAt": null,
                     *       "reason": null,
                     *       "stateAtFailure": null,
                     *       "nodeId": null,
                     *       "sessionId": null,
                     *       "contested": false,
                     *       "existingDevices": [],
                     *       "sequence": 3
                     *     }
                     */
                    readonly "application/json": components["schemas"]["Pairing"];
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unauthorized: Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: Not allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not_found: Not found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly cancelPairing: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Pairing"];
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unauthorized: Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: Not allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not_found: Not found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid_transition: The pairing is not in a state that allows this */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token_expired: The pairing has expired */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly claimPairingReads: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["ClaimedTokens"];
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unauthorized: Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not_found: Not found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not_registered_yet: The device is not registered yet. invalid_transition: The pairing is not in a state that allows this */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description already_claimed: The tokens have been claimed */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly denyPairing: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/json": components["schemas"]["Pairing"];
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unauthorized: Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: Not allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not_found: Not found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description invalid_transition: The pairing is not in a state that allows this */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token_expired: The pairing has expired */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly eventsPairingReads: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: {
                /** @description The sequence to go on after */
                readonly "Last-Event-ID"?: string;
            };
            readonly path: {
                readonly id: string;
            };
            readonly cookie?: never;
        };
        readonly requestBody?: never;
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "text/event-stream": string;
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unauthorized: Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: Not allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not_found: Not found */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too_many_requests: Too many requests */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly connectPairing: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly device: {
                        readonly name: string;
                        readonly nodeId?: string;
                        readonly platform?: string;
                        readonly port?: number;
                        readonly proof?: string;
                        readonly publicKey?: string;
                    };
                    readonly token: string;
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "pairingId": "01933f5e-7c1a-7b3e-9d2f-4a5b6c7d8e9f",
                     *       "pin": "482913",
                     *       "claimSecret": "q7Zt0vUuYp3mT2sRk9WjXbEo6LhNcGfA1dIiVyQxM4s",
                     *       "expiresAt": "2026-01-15T10:05:00.000Z",
                     *       "pollIntervalSeconds": 2
                     *     }
                     */
                    readonly "application/json": components["schemas"]["ConnectedDevice"];
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token_not_found: No pairing has this token */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description already_connected: A device has already used this token. invalid_transition: The pairing is not in a state that allows this */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token_expired: The pairing has expired */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too_many_requests: Too many requests */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly startPairing: {
        readonly parameters: {
            readonly query?: {
                readonly address?: string;
                readonly qr?: "svg";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly label?: string;
                    readonly permissions?: readonly string[];
                    readonly ttlSeconds?: number;
                };
            };
        };
        readonly responses: {
            /** @description Created */
            readonly 201: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "pairingId": "01933f5e-7c1a-7b3e-9d2f-4a5b6c7d8e9f",
                     *       "token": "q7Zt0vUuYp3mT2sRk9WjXbEo6LhNcGfA1dIiVyQxM4s",
                     *       "qrUrl": "http://192.168.1.20:6969/join?token=q7Zt0vUuYp3mT2sRk9WjXbEo6LhNcGfA1dIiVyQxM4s",
                     *       "createdAt": "2026-01-15T10:00:00.000Z",
                     *       "expiresAt": "2026-01-15T10:05:00.000Z"
                     *     }
                     */
                    readonly "application/json": {
                        /** Format: date-time */
                        readonly createdAt: string;
                        /** Format: date-time */
                        readonly expiresAt: string;
                        readonly pairingId: string;
                        readonly qrSvg?: string;
                        /** Format: uri */
                        readonly qrUrl: string;
                        readonly token: string;
                    };
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unauthorized: Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: Not allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too_many_requests: Too many requests */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly verifyPairing: {
        readonly parameters: {
            readonly query?: {
                readonly wait?: "0" | "1";
            };
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly deviceNodeId?: string;
                    /** @enum {string} */
                    readonly onIpConflict?: "reject" | "allow" | "replace";
                    readonly pairingId?: string;
                    readonly pin: string;
                    readonly replaceNodeId?: string;
                    readonly token?: string;
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "success": true,
                     *       "pairingId": "01933f5e-7c1a-7b3e-9d2f-4a5b6c7d8e9f",
                     *       "state": "DeviceRegistered",
                     *       "nodeId": "01933f5e-9f00-7c11-8a22-1b2c3d4e5f60",
                     *       "sessionId": "01933f5e-9f01-7d12-9b33-2c3d4e5f6071"
                     *     }
                     */
                    readonly "application/json": {
                        readonly nodeId: string;
                        readonly pairingId: string;
                        readonly sessionId: string;
                        /** @enum {string} */
                        readonly state: "DeviceRegistered" | "PinVerified";
                        /** @enum {boolean} */
                        readonly success: true;
                    };
                };
            };
            /** @description invalid_pin: Wrong PIN. invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unauthorized: Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: Not allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description not_found: Not found. token_not_found: No pairing has this token */
            readonly 404: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description attempts_exceeded: Too many wrong PINs. ip_conflict: Another device has this IP address. device_limit: The device limit is reached. identity_mismatch: The device does not prove the identity of this node. invalid_transition: The pairing is not in a state that allows this */
            readonly 409: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description token_expired: The pairing has expired */
            readonly 410: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description too_many_requests: Too many requests */
            readonly 429: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly introspectTokens: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/x-www-form-urlencoded": {
                    readonly token: string;
                    readonly token_type_hint?: string;
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "active": true,
                     *       "token_type": "Bearer",
                     *       "token_use": "peer",
                     *       "scope": "mesh:read mesh:connect",
                     *       "sub": "01933f5e-9f00-7c11-8a22-1b2c3d4e5f60",
                     *       "jti": "01933f5e-9f01-7d12-9b33-2c3d4e5f6071",
                     *       "iss": "meshpair",
                     *       "aud": "meshpair",
                     *       "iat": 1768471200,
                     *       "exp": 1771063200,
                     *       "owner_id": "o1"
                     *     }
                     */
                    readonly "application/json": {
                        /** @enum {boolean} */
                        readonly active: false;
                    } | {
                        /** @enum {boolean} */
                        readonly active: true;
                        readonly aud: string;
                        readonly exp?: number;
                        readonly iat: number;
                        readonly iss: string;
                        readonly jti: string;
                        readonly owner_id: string;
                        readonly scope: string;
                        readonly sub: string;
                        /** @enum {string} */
                        readonly token_type: "Bearer";
                        /** @enum {string} */
                        readonly token_use: "session" | "peer";
                    };
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unauthorized: Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: Not allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly refreshTokens: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/json": {
                    readonly peerToken?: string;
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "peerToken": "eyJhbGciOiJFZERTQSJ9.eyJqdGkiOiIwMTkzIn0.c2lnbmF0dXJl",
                     *       "tokenType": "Bearer",
                     *       "expiresIn": 2592000,
                     *       "permissions": [
                     *         "mesh:read",
                     *         "mesh:connect"
                     *       ]
                     *     }
                     */
                    readonly "application/json": {
                        readonly expiresIn: number;
                        readonly peerToken: string;
                        readonly permissions: readonly string[];
                        readonly sessionToken?: string;
                        /** @enum {string} */
                        readonly tokenType: "Bearer";
                    };
                };
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unauthorized: Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readonly revokeTokens: {
        readonly parameters: {
            readonly query?: never;
            readonly header?: never;
            readonly path?: never;
            readonly cookie?: never;
        };
        readonly requestBody: {
            readonly content: {
                readonly "application/x-www-form-urlencoded": {
                    readonly token: string;
                    readonly token_type_hint?: string;
                };
            };
        };
        readonly responses: {
            /** @description Done */
            readonly 200: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content?: never;
            };
            /** @description invalid_request: The request is not valid */
            readonly 400: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description unauthorized: Credentials are missing or not valid */
            readonly 401: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description forbidden: Not allowed */
            readonly 403: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description internal_error: Something went wrong here */
            readonly 500: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description service_unavailable: A service is not reachable; try again */
            readonly 503: {
                headers: {
                    readonly [name: string]: unknown;
                };
                content: {
                    readonly "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
