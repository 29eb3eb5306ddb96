export * from './event.js';
export * from './language.js';
export * from './pairing.js';
export * from './permission.js';
export * from './refusal.js';
export * from './time.js';
export * from './translate.js';
