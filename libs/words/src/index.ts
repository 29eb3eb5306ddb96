export * from './event.js';
export * from './language.js';
export * from './pairing-failure.js';
export * from './pairing-state.js';
export * from './permission.js';
export * from './refusal.js';
export * from './time.js';
export * from './translate.js';
