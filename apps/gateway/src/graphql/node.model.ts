import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';

enum NodeRole {
  host = 'host',
  device = 'device',
}
registerEnumType(NodeRole, { name: 'NodeRole' });

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

  @Field(() => [String])
  readonly permissions!: string[];

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
