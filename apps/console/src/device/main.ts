import './device.css';
import './pin.css';
import './home.css';
import { prepareForm, recoverToken } from './join-form.js';
import { watchHome } from './home.js';
import { followPairing } from './waiting.js';

const main = document.querySelector('main');

switch (main?.dataset.page) {
  case 'form':
    prepareForm();
    break;
  case 'wait':
    followPairing();
    break;
  case 'home':
    watchHome();
    break;
  case 'lost':
    recoverToken();
    break;
  default:
}
