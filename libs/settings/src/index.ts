export * from './https.js';
export { lanAddress, machineAddresses } from './lan-address.js';
export * from './mesh-addresses.js';
export * from './settings.js';
