import { Controller, Inject } from '@nestjs/common';
import { registryCommands, type RequestsOf } from '@meshpair/contracts';
import { CommandHandler } from '@meshpair/messaging';
import { REGISTRY_CONTEXT, type RegistryContext } from '../registry-context.js';
import * as people from './people.js';

type Requests = RequestsOf<typeof registryCommands>;

/** Answers the commands on the people of a mesh, and on who is invited. */
@Controller()
export class PeopleController {
  constructor(@Inject(REGISTRY_CONTEXT) private readonly context: RegistryContext) {}

  @CommandHandler(registryCommands.listPeople)
  list(request: Requests['listPeople']) {
    return people.listPeople(this.context, request);
  }

  @CommandHandler(registryCommands.changePerson)
  change(request: Requests['changePerson']) {
    return people.changePerson(this.context, request);
  }

  @CommandHandler(registryCommands.removePerson)
  remove(request: Requests['removePerson']) {
    return people.removePerson(this.context, request);
  }

  @CommandHandler(registryCommands.invitePerson)
  invite(request: Requests['invitePerson']) {
    return people.invitePerson(this.context, request);
  }

  @CommandHandler(registryCommands.listInvitations)
  invitations(request: Requests['listInvitations']) {
    return people.listInvitations(this.context, request);
  }

  @CommandHandler(registryCommands.revokeInvitation)
  revoke(request: Requests['revokeInvitation']) {
    return people.revokeInvitation(this.context, request);
  }

  @CommandHandler(registryCommands.previewInvitation)
  preview(request: Requests['previewInvitation']) {
    return people.previewInvitation(this.context, request);
  }

  @CommandHandler(registryCommands.acceptInvitation)
  accept(request: Requests['acceptInvitation']) {
    return people.acceptInvitation(this.context, request);
  }
}
