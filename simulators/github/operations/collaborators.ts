import { userAnswer } from './people-answers.ts';
import { type Handler, permitted } from './world.ts';

/** What people may do in a repository. */
export const COLLABORATORS: Record<string, Handler> = {
  'repos/get-collaborator-permission-level': (world, request) => {
    permitted(world, request, ['metadata', 'read']);
    const login = request.asked.parameters['username'] ?? '';
    const role = world.roleOf(login);
    const user = { ...userAnswer(world, { login }), ...FLAGS[role] };
    const body = world.description.complete('repository-collaborator-permission', {
      permission: role,
      role_name: role,
      user,
    });
    return { status: 200, body };
  },
};

const level = (admin: boolean, push: boolean, pull: boolean) => ({
  permissions: { admin, maintain: admin, push, triage: push, pull },
});

const FLAGS = {
  admin: level(true, true, true),
  write: level(false, true, true),
  read: level(false, false, true),
  none: level(false, false, false),
};
