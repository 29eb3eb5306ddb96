export * from './https.js';
export { isVirtual, lanAddress, machineAddresses } from './lan-address.js';
export * from './mesh-addresses.js';
export * from './settings.js';
