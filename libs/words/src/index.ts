export * from './event.js';
export * from './node.js';
export * from './pairing-failure.js';
export * from './pairing-state.js';
export * from './permission.js';
export * from './refusal.js';
export * from './time.js';
