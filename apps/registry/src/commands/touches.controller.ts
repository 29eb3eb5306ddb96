import { Controller, Inject } from '@nestjs/common';
import { registryCommands, type RequestsOf } from '@meshpair/contracts';
import { CommandHandler } from '@meshpair/messaging';
import { askForTouch, readTouchRule, setTouchRule, takeTouch } from '../passkeys/touches.js';
import { REGISTRY_CONTEXT, type RegistryContext } from '../registry-context.js';

type Requests = RequestsOf<typeof registryCommands>;

/** Answers the commands on touches of passkeys, and on what they are wanted for. */
@Controller()
export class TouchesController {
  constructor(@Inject(REGISTRY_CONTEXT) private readonly context: RegistryContext) {}

  @CommandHandler(registryCommands.askForTouch)
  ask(request: Requests['askForTouch']) {
    return askForTouch(this.context, request);
  }

  @CommandHandler(registryCommands.takeTouch)
  take(request: Requests['takeTouch']) {
    return takeTouch(this.context, request);
  }

  @CommandHandler(registryCommands.readTouchRule)
  read(request: Requests['readTouchRule']) {
    return readTouchRule(this.context, request);
  }

  @CommandHandler(registryCommands.setTouchRule)
  set(request: Requests['setTouchRule']) {
    return setTouchRule(this.context, request);
  }
}
