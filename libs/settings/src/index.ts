export * from './settings.js';
export * from './lan-address.js';
