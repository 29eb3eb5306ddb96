import './console.css';
import { render } from 'preact';
import { startLive } from '../state/live.js';
import { App } from './app.js';

startLive();
const root = document.getElementById('app');
if (root) render(<App />, root);
