import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { NODE_STATUSES, type NodeStatus } from '@meshpair/domain';

enum NodeRole {
  host = 'host',
  device = 'device',
}
registerEnumType(NodeRole, { name: 'NodeRole' });

const StatusEnum = Object.fromEntries(NODE_STATUSES.map((status) => [status, status]));
registerEnumType(StatusEnum, { name: 'NodeStatus' });

@ObjectType('Node', { description: 'A node of the mesh' })
export class NodeModel {
  @Field(() => ID)
  readonly id!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => NodeRole)
  readonly role!: 'host' | 'device';

  @Field(() => String)
  readonly ip!: string;

  @Field(() => Int, { nullable: true })
  readonly port!: number | null;

  @Field(() => String, { nullable: true })
  readonly platform!: string | null;

  @Field(() => StatusEnum)
  readonly status!: NodeStatus;

  @Field(() => [String])
  readonly permissions!: string[];

  @Field(() => [String])
  readonly tags!: string[];

  @Field(() => String)
  readonly createdAt!: string;

  @Field(() => String)
  readonly updatedAt!: string;

  @Field(() => String, { nullable: true })
  readonly lastSeenAt!: string | null;
}

@ObjectType('NodePage', { description: 'A part of the nodes; `nextCursor` is null on the last one' })
export class NodePageModel {
  @Field(() => [NodeModel])
  readonly items!: NodeModel[];

  @Field(() => String, { nullable: true })
  readonly nextCursor!: string | null;
}
