import './console.css';
import { render } from 'preact';
import { startLanguage } from '../state/language.js';
import { startLive } from '../state/live.js';
import { App } from './app.js';

startLive();
await startLanguage();
const root = document.getElementById('app');
if (root) render(<App />, root);
